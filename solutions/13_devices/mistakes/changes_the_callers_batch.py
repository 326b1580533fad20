"""The moved tensors are put into the caller's own dicts and lists. Who goes through the same batches again finds
them changed, and they keep the GPU's memory: build new containers."""

import torch
from torch import Tensor


def move_to(batch, device):
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        for key, value in batch.items():
            batch[key] = move_to(value, device)
    elif isinstance(batch, list):
        batch[:] = [move_to(value, device) for value in batch]
    elif isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move_to(value, device) for value in batch))
    elif isinstance(batch, tuple):
        return tuple(move_to(value, device) for value in batch)
    return batch
