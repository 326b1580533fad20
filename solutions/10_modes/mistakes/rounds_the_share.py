"""You round the result. It reads well, but two models that differ by a few samples come out the same: leave rounding
to whoever prints it."""

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
    return round(correct / samples, 2)
