"""The padding makes up for the kernel, but not for its dilation, so that the output shrinks. A dilated kernel reaches
further, and takes dilation times as much away."""

from torch import nn


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    if dilation == 1:
        return (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1](in_channels, out_channels, kernel_size, padding="same")
    convolution = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
    return convolution(in_channels, out_channels, kernel_size, padding=(kernel_size - 1) // 2, dilation=dilation)
