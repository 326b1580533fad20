"""You put copies into the network. The caller's layers then never learn what the network learns; put in the modules
themselves."""

import copy
from collections import OrderedDict

from torch import nn


def named_network(layers):
    named = OrderedDict((name, copy.deepcopy(layer)) for name, layer in layers)
    if len(named) < len(layers):
        raise ValueError("a name comes twice")
    return nn.Sequential(named)
