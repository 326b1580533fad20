"""An adaptive layer's output_size is taken over as it is, so that None stands in your shape. None means that this axis
keeps the size of the input."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d) and isinstance(layer.output_size, tuple):
        return (*input_shape[:2], *layer.output_size)
    return _right(layer, input_shape)
