"""With an even kernel the output is not of the input's size: an even kernel takes an odd number of positions away, and
the same padding at both ends adds an even one. One end needs one more."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    convolution = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
    padding = dilation * kernel_size // 2 if dilation == 1 else dilation * (kernel_size - 1) // 2
    return convolution(in_channels, out_channels, kernel_size, padding=padding, dilation=dilation)
