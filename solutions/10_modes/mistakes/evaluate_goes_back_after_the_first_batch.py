"""You put the modes back inside the loop, so that only the first batch is evaluated in eval mode. Switch once before
the loop and back once after it."""

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
                for module, training in modes:
                    module.training = training
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
