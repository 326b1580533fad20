"""Without a stride, your pooling windows move on by one position, as those of a convolution do. Pooling layers put
their windows side by side: the stride is then kernel_size."""


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or 1
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    steps = -(-room // stride) if ceil_mode else room // stride
    if ceil_mode and steps * stride >= size + padding:
        steps -= 1
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
