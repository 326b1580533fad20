"""The bias is counted although there is none: with bias=False the layer has its weights and nothing else."""

import math


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    return out_channels * (in_channels // groups) * math.prod(kernel_size) + out_channels
