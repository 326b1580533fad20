"""Each of your passes records a graph, and all of them are kept by the result. Nobody will go back through them: run
under no_grad()."""

import torch
from torch.nn.modules.dropout import _DropoutNd


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for module in model.modules():
        if isinstance(module, _DropoutNd):
            module.train()
    try:
        if True:
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        for module, training in modes:
            module.training = training
