"""nn.DataParallel does not move the model: it wants it on the first of its devices and raises an error else. Move it
there."""

import torch
from torch import nn


def wrap(model, devices):
    if len(devices) == 1:
        return model.to(devices[0])
    return nn.DataParallel(model, [torch.device(device) for device in devices])
