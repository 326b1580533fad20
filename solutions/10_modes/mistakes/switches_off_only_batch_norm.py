"""You put everything but BatchNorm into training mode, but there are other layers that then behave otherwise, such as
RReLU or InstanceNorm. Begin with eval mode and name what is to be switched on."""

import torch
from torch import nn


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.train()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()
    try:
        with torch.no_grad():
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        for module, training in modes:
            module.training = training
