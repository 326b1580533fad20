"""You divide by the number of batches times the size of the first one. The last batch is shorter: add up the
sizes."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    batches = list(batches)
    correct = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1) == target).sum().item()
    finally:
        for module, training in modes:
            module.training = training
    return correct / (len(batches) * len(batches[0][1]))
