"""With dilation, your default for stride is all that a window spans. PyTorch does not look at dilation there: the
default is kernel_size, just as it is without dilation."""

import math


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    window = dilation * (kernel_size - 1) + 1
    stride = stride or window
    room = size + 2 * padding - window
    steps = math.ceil(room / stride) if ceil_mode else room // stride
    if ceil_mode and steps * stride >= size + padding:
        steps -= 1
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
