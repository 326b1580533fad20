"""You wrap the model for a single device, too. There is nothing to share then, on the CPU it fails, and each saved key
begins with "module."."""

import torch
from torch import nn


def wrap(model, devices):
    return nn.DataParallel(
        model.to(devices[0]), [torch.device(device) for device in devices if device != "cpu"] or None
    )
