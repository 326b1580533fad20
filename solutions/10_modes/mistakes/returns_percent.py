"""You return percent; asked for is the share, from 0 to 1."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1) == target).sum().item()
                samples += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return 100.0 * correct / samples
