"""You go through batches twice, but a generator gives each batch only once: the second time there is nothing left.
Count in the same loop."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    samples = sum(len(target) for _, target in batches)
    correct = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1) == target).sum().item()
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
