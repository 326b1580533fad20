"""tensor.to(device) returns another tensor and leaves the old one where it is. Nothing happens here, and no error
says so: keep what comes back."""

import torch
from torch import Tensor


def move_to(batch, device):
    if isinstance(batch, Tensor):
        batch.to(device)
    elif isinstance(batch, dict):
        for value in batch.values():
            move_to(value, device)
    elif isinstance(batch, (list, tuple)):
        for value in batch:
            move_to(value, device)
    return batch
