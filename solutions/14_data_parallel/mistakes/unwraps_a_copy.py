"""You return a copy of the model. It is right today, but what is trained afterwards is the model in the wrapper, and your
copy knows nothing of it. Return the model itself."""

import copy

from torch import nn


def unwrap(model):
    while isinstance(model, nn.DataParallel):
        model = model.module
    return copy.deepcopy(model)
