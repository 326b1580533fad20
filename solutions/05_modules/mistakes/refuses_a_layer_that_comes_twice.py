"""You refuse a layer that stands under two names. That is how layers are shared; only a name must not come twice."""

from collections import OrderedDict

from torch import nn


def named_network(layers):
    if len({name for name, _ in layers}) < len(layers) or len({layer for _, layer in layers}) < len(layers):
        raise ValueError("a name or a layer comes twice")
    return nn.Sequential(OrderedDict(layers))
