"""The dilation arrives as the stride: a convolution's fourth argument is the stride, and dilation is the sixth. Pass
it by its name."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    convolution = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
    if dilation == 1:
        return convolution(in_channels, out_channels, kernel_size, padding="same")
    return convolution(in_channels, out_channels, kernel_size, dilation, (kernel_size - 1) // 2)
