"""A window that does not fit even once is counted as one: int() cuts a negative number off towards zero, where // goes
down. Look whether there is room for one window before you divide."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = int((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride)
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
