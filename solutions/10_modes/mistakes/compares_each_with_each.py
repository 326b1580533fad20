"""You compare (batch, 1) with (batch,). Broadcasting makes (batch, batch) of it, each prediction against each target,
without an error. Both must be (batch,)."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1, keepdim=True) == target).sum().item()
                samples += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
