"""Of an argument such as kernel_size=(3, 5) you use the first number for all axes. Each axis has its own number in the
tuple."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d) and not isinstance(layer.padding, str):
        batch, channels, *sizes = input_shape
        if channels != layer.in_channels:
            raise ValueError("other channels")
        numbers = [argument[0] for argument in (layer.kernel_size, layer.stride, layer.padding, layer.dilation)]
        return (batch, layer.out_channels, *(conv_output_size(size, *numbers) for size in sizes))
    return _right(layer, input_shape)
