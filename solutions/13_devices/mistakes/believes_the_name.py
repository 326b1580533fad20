"""torch.device(name) only takes the name apart; it does not look whether this machine has such a device. The error
then comes much later, at the first tensor: check it here."""

import torch


def pick_device(preferred=None):
    if preferred is not None:
        return torch.device(preferred)
    if torch.accelerator.is_available():
        return torch.accelerator.current_accelerator()
    return torch.device("cpu")
