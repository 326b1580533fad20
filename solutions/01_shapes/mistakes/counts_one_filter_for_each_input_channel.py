"""With as many groups as input channels you count one filter for each input channel. There may be more output channels
than that, and each has a filter of its own: this case needs no rule of its own."""

import math


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    filters = in_channels if groups == in_channels > 1 else out_channels * (in_channels // groups)
    return filters * math.prod(kernel_size) + (out_channels if bias else 0)
