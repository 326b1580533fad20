"""Your answer is the same with ceil_mode and without. With it, a last window that hangs over the end counts as well,
if it starts inside the input."""


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    steps = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
