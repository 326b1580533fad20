"""You make a new network and give it the old one's name; outside of your function nobody sees it. Append to the
network that you were given."""

from torch import nn


def grow(network, layers):
    network = nn.Sequential(*network, *layers)
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
