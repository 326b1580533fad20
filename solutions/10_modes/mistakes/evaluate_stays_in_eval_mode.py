"""After your call the model is in eval mode for good: the next epoch trains without dropout. Put every module back
into its mode."""

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
        pass
    return correct / samples
