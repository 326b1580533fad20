"""x.cuda() means the current NVIDIA GPU, whatever device you were given: it fails on any other machine, and moves
a batch the wrong way where the CPU is asked for. Use .to(device)."""

import torch
from torch import Tensor


def move_to(batch, device):
    if isinstance(batch, Tensor):
        return batch.cuda()
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move_to(value, device) for value in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(move_to(value, device) for value in batch)
    return batch
