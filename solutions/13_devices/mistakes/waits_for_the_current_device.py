"""synchronize() without an argument waits for the current device, which need not be the one that works here. Name
the device."""

import time

import torch


def synchronized_seconds(operation, device):
    torch.accelerator.synchronize() if device.type != "cpu" else None
    begin = time.perf_counter()
    operation()
    torch.accelerator.synchronize() if device.type != "cpu" else None
    return time.perf_counter() - begin
