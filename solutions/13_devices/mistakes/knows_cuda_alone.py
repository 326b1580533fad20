"""With this, nothing but an NVIDIA GPU is ever used: an accelerator of another make is passed over without a word.
Ask torch.accelerator, which speaks of any."""

import torch


def pick_device(preferred=None):
    if preferred is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(preferred)
    counts = {"cpu": 1}
    if torch.accelerator.is_available():
        counts[torch.accelerator.current_accelerator().type] = torch.accelerator.device_count()
    if (device.index or 0) >= counts.get(device.type, 0):
        raise ValueError(preferred)
    return device
