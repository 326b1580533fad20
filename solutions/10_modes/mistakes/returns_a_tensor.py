"""You return a tensor; asked for is a Python float, which can be printed, saved and compared, and holds on to
nothing."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1) == target).sum()
                samples += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
