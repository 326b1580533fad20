"""The clock is read when the operation has returned, and waiting comes after that: the GPU's work is not in the
time. First synchronize, then read."""

import time

import torch


def synchronized_seconds(operation, device):
    torch.accelerator.synchronize(device) if device.type != "cpu" else None
    begin = time.perf_counter()
    operation()
    seconds = time.perf_counter() - begin
    torch.accelerator.synchronize(device) if device.type != "cpu" else None
    return seconds
