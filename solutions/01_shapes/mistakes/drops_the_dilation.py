"""The size stays, but your convolution is not dilated: it looks at neighbours where it should leave gaps. The layer
has to be told about the dilation as well as the padding."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    convolution = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
    return convolution(in_channels, out_channels, kernel_size, padding="same")
