"""With ceil_mode you compare where the last window starts with size, but starts are counted from the first position of
the padding in front. The input ends that much later."""


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    steps = -(-room // stride) if ceil_mode else room // stride
    if ceil_mode and steps * stride >= size:
        steps -= 1
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
