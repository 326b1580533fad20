"""The groups make no difference to your answer. An output channel of a grouped convolution looks at the input channels
of its own group only, and has weights for no others."""

import math


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    return out_channels * in_channels * math.prod(kernel_size) + (out_channels if bias else 0)
