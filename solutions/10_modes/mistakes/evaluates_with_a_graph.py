"""eval() does not keep the graph away: for each batch every layer's output is kept for a backward pass that never
comes. Run under no_grad() or inference_mode(), too."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        if True:
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1) == target).sum().item()
                samples += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
