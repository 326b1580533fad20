"""A list in a dict, or a tuple in a list, is passed on with all its tensors where they were. Containers hold
containers: the function must call itself."""

import torch
from torch import Tensor


def _moved(value, device):
    return value.to(device) if isinstance(value, Tensor) else value


def move_to(batch, device):
    if isinstance(batch, dict):
        return {key: _moved(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(_moved(value, device) for value in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(_moved(value, device) for value in batch)
    return _moved(batch, device)
