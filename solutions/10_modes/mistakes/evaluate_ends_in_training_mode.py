"""You end with model.train(), whatever the mode was before. A layer that was kept in eval mode on purpose is in
training mode now: put back what was there."""

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
        model.train()
    return correct / samples
