"""Whatever can be iterated is taken apart here, also strings and ranges, and cannot be put together again. Go into
dicts, lists and tuples only, and pass on all else."""

import torch
from torch import Tensor


def move_to(batch, device):
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move_to(value, device) for value in batch))
    if hasattr(batch, "__iter__"):
        return type(batch)(move_to(value, device) for value in batch)
    return batch
