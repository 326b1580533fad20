"""A notebook cell that is run twice wraps twice, and then the keys begin with "module.module.". You take away only the
outer one. Go on until none is left."""

from torch import nn


def unwrap(model):
    return model.module if isinstance(model, nn.DataParallel) else model
