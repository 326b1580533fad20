"""Your count raises the kernel's first number to a power, as if the kernel had the same size along each axis. Multiply
the sizes of all its axes instead."""


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    positions = kernel_size[0] ** len(kernel_size) if kernel_size else 1
    return out_channels * (in_channels // groups) * positions + (out_channels if bias else 0)
