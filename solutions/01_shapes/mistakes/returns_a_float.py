"""The size has the right value, but it is a float. Layers and tensors take an int for a size and refuse 5.0: use //,
or turn the result into an int."""

import math


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = math.floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride)
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1.0
