"""You divide the input channels and the output channels by groups. That is the weight of a single group, and there are
as many of these as groups says."""

import math


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    weights = (out_channels // groups) * (in_channels // groups) * math.prod(kernel_size)
    return weights + (out_channels if bias else 0)
