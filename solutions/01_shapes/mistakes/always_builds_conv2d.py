"""You build a Conv2d whatever dims says. Sequences have one spatial axis and videos three, and each number of axes has
a class of its own."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    return nn.Conv2d(in_channels, out_channels, kernel_size, padding="same", dilation=dilation)
