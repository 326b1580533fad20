"""All samples have the same mask: the model runs once, or the generator is seeded before each pass. What you want to
see is how much they differ."""

import torch
from torch.nn.modules.dropout import _DropoutNd


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for module in model.modules():
        if isinstance(module, _DropoutNd):
            module.train()
    try:
        with torch.no_grad():
            return model(inputs).expand(samples, -1, -1).clone()
    finally:
        for module, training in modes:
            module.training = training
