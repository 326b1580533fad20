"""You return a list of tensors; asked for is one tensor, (samples, batch, classes), which can be averaged and
compared at once."""

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
            return [model(inputs) for _ in range(samples)]
    finally:
        for module, training in modes:
            module.training = training
