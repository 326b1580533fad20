"""With ceil_mode you count every window that starts inside the input. Overlapping windows do so long after whole ones have
covered everything: only one more window can count, and only where positions are left over."""

import math


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    if ceil_mode:
        return math.ceil((size + padding) / stride)
    steps = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
