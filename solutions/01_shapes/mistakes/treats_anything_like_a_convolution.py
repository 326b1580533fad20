"""Whatever has a kernel_size is taken for a convolution here, but a transposed convolution makes its input larger and
not smaller. Raise TypeError for kinds of layers that you do not know."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d):
        batch, channels, *sizes = input_shape
        if channels != layer.in_channels:
            raise ValueError("other channels")
        arguments = (layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        return (batch, layer.out_channels, *map(conv_output_size, sizes, *arguments))
    return _right(layer, input_shape)
