"""Where no pooling window fits, the formula gives 0 or less and you return it. There is no such axis, and the layer
would refuse: raise ValueError."""


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    steps = -(-room // stride) if ceil_mode else room // stride
    if ceil_mode and steps * stride >= size + padding:
        steps -= 1
    return steps + 1
