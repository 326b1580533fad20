"""A convolution with padding="same" loses size in your answer. The word means that the layer adds as much as its
kernel takes away, so that each axis stays as it is; only "valid" means no padding."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d) and isinstance(layer.padding, str):
        batch, channels, *sizes = input_shape
        new = map(conv_output_size, sizes, layer.kernel_size, layer.stride, [0] * len(sizes), layer.dilation)
        return (batch, layer.out_channels, *new)
    return _right(layer, input_shape)
