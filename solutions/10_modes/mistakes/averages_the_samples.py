"""You return the mean of the samples. Asked for are all of them: how much they differ is what this is about, and the
caller can average."""

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
            return torch.stack([model(inputs) for _ in range(samples)]).mean(dim=0)
    finally:
        for module, training in modes:
            module.training = training
