"""A device that is not there is replaced by the CPU without a word, and somebody waits for days and wonders. Raise
ValueError: whoever asks by name wants that device or an answer."""

import torch


def pick_device(preferred=None):
    accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    if preferred is None:
        return accelerator or torch.device("cpu")
    device = torch.device(preferred)
    if (
        accelerator is not None
        and device.type == accelerator.type
        and (device.index or 0) < torch.accelerator.device_count()
    ):
        return device
    return torch.device("cpu")
