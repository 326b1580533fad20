"""Your counts begin anew with each batch, so that only the last one is in the result. Set them to zero once, before
the loop."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct = (model(inputs).argmax(dim=1) == target).sum().item()
                samples = len(target)
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
