"""Height and width are mixed up: the tuples of a layer are in the order of the input's axes, so for (batch, channels,
height, width) the first number belongs to the height."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d | nn.AdaptiveAvgPool2d):
        batch, channels, height, width = input_shape
        batch, channels, width, height = _right(layer, (batch, channels, width, height))
        return (batch, channels, height, width)
    return _right(layer, input_shape)
