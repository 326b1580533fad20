"""The device may still be busy when the clock starts, and then that work is measured, too. Wait for the device
before as well."""

import time

import torch


def synchronized_seconds(operation, device):
    begin = time.perf_counter()
    operation()
    torch.accelerator.synchronize(device) if device.type != "cpu" else None
    return time.perf_counter() - begin
