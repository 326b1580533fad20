"""The padding is counted once, but a layer adds it at both ends of the axis: padding=1 makes the axis longer by 2."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = (size + padding - dilation * (kernel_size - 1) - 1) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
