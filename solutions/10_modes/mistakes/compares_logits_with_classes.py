"""max() gives the largest logit and its place. You compare the logit with the class; the place is what you want."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).max(dim=1)[0] == target).sum().item()
                samples += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
