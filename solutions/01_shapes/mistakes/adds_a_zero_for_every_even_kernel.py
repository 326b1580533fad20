"""With an even kernel and an even dilation one position too many comes out: you always put one more zero at the end. How
many zeros are needed is dilation * (kernel_size - 1), and that may be even."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    convolution = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
    pad = (nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d)[dims - 1]
    half = dilation * (kernel_size - 1) // 2
    end = half if kernel_size % 2 else half + 1
    layer = convolution(in_channels, out_channels, kernel_size, dilation=dilation)
    return nn.Sequential(pad((half, end) * dims, 0.0), layer)
