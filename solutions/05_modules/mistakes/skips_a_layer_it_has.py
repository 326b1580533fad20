"""You leave out a layer that is in the network already. A layer may stand under two names: it runs twice, with the
same weights."""

from torch import nn


def named_network(layers):
    network = nn.Sequential()
    for name, layer in layers:
        if name in network._modules:
            raise ValueError(name)
        if layer not in list(network):
            network.add_module(name, layer)
    return network
