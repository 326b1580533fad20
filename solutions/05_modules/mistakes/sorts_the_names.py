"""Your layers run in the order of their names. They must run in the order of the list, whatever they are called."""

from collections import OrderedDict

from torch import nn


def named_network(layers):
    if len({name for name, _ in layers}) < len(layers):
        raise ValueError("a name comes twice")
    return nn.Sequential(OrderedDict(sorted(layers, key=lambda pair: pair[0])))
