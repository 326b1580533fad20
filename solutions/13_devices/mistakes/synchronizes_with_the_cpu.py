"""There is nothing to wait for on the CPU, and torch.accelerator raises an error if it is asked to: synchronize
only where the device is another one."""

import time

import torch


def synchronized_seconds(operation, device):
    torch.accelerator.synchronize(device)
    begin = time.perf_counter()
    operation()
    torch.accelerator.synchronize(device)
    return time.perf_counter() - begin
