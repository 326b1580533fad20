"""An operation returns as soon as its work is handed over, so this measures how fast Python is. Synchronize with
the device before each of the two looks at the clock."""

import time

import torch


def synchronized_seconds(operation, device):
    begin = time.perf_counter()
    operation()
    return time.perf_counter() - begin
