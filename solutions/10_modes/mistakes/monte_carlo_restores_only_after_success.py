"""When the model raises an error, your code never gets to the lines that put the modes back. What must happen in any
case belongs into a finally."""

import torch
from torch.nn.modules.dropout import _DropoutNd


@torch.no_grad()
def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for module in model.modules():
        if isinstance(module, _DropoutNd):
            module.train()
    logits = torch.stack([model(inputs) for _ in range(samples)])
    for module, training in modes:
        module.training = training
    return logits
