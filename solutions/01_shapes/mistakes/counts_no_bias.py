"""The bias is missing from your count. Unless it is switched off, a layer adds one number of its own to each output
channel."""

import math


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    return out_channels * (in_channels // groups) * math.prod(kernel_size)
