"""With ceil_mode you check only padded inputs for a last window that sees nothing. With a stride larger than the kernel
it can start behind an input without padding as well: ask the same question there."""

import math


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    steps = math.ceil(room / stride) if ceil_mode else room // stride
    if ceil_mode and padding > 0 and steps * stride >= size + padding:
        steps -= 1
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
