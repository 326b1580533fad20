"""torch.cuda.synchronize() waits for an NVIDIA GPU, and fails on every machine without one, also for the CPU.
torch.accelerator waits for the device of any make."""

import time

import torch


def synchronized_seconds(operation, device):
    torch.cuda.synchronize()
    begin = time.perf_counter()
    operation()
    torch.cuda.synchronize()
    return time.perf_counter() - begin
