"""You switch off in-place ReLU only. LeakyReLU, Hardtanh, Dropout and others have the same flag: look for the flag,
not for a class."""

from torch import nn


def grow(network, layers):
    network.extend(layers)
    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
