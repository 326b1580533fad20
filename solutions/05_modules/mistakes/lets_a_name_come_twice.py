"""A name that comes twice replaces the first layer of that name, and nothing says so. Compare how many names there
are with how many pairs, and raise ValueError."""

from collections import OrderedDict

from torch import nn


def named_network(layers):
    return nn.Sequential(OrderedDict(layers))
