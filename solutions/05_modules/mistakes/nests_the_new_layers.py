"""You append one Sequential that holds the new layers, so their paths are one level deeper, as 3.0, and indices are
wrong. Append each layer by itself."""

from torch import nn


def grow(network, layers):
    network.append(nn.Sequential(*layers))
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
