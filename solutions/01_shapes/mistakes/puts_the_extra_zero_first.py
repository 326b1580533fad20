"""The size is right, but with an even kernel the extra zero stands at the beginning of each axis, so that everything is
shifted by one. It belongs at the end."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    convolution = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
    pad = (nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d)[dims - 1]
    zeros = dilation * (kernel_size - 1)
    layer = convolution(in_channels, out_channels, kernel_size, dilation=dilation)
    return nn.Sequential(pad((zeros - zeros // 2, zeros // 2) * dims, 0.0), layer)
