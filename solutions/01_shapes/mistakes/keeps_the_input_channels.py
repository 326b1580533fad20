"""After a convolution your shape still has the channels of the input. A convolution makes out_channels of them: each
is computed from all that came in."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        batch, _, *sizes = _right(layer, input_shape)
        return (batch, input_shape[1], *sizes)
    return _right(layer, input_shape)
