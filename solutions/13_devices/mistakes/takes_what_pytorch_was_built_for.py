"""torch.accelerator.current_accelerator() says what this PyTorch was built for, and many are built for CUDA and
run where there is no GPU. Ask is_available(), too."""

import torch


def pick_device(preferred=None):
    accelerator = torch.accelerator.current_accelerator()
    if preferred is None:
        return accelerator or torch.device("cpu")
    device = torch.device(preferred)
    counts = {"cpu": 1} | ({accelerator.type: torch.accelerator.device_count()} if accelerator else {})
    if (device.index or 0) >= counts.get(device.type, 0):
        raise ValueError(preferred)
    return device
