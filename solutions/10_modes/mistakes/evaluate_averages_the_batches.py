"""You average the accuracies of the batches, so that a sample in a small batch counts more than one in a large one.
Count right ones and samples, and divide once."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    accuracies = []
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                accuracies.append((model(inputs).argmax(dim=1) == target).float().mean().item())
    finally:
        for module, training in modes:
            module.training = training
    return sum(accuracies) / len(accuracies)
