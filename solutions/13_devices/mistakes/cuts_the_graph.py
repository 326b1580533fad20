"""A detached tensor has lost its way back: no gradient reaches what it was made of, and no error says so. .to() is
an operation that autograd knows."""

import torch
from torch import Tensor


def move_to(batch, device):
    if isinstance(batch, Tensor):
        return batch.detach().to(device)
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move_to(value, device) for value in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(move_to(value, device) for value in batch)
    return batch
