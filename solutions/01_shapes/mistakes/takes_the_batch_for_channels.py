"""The first axis of the input is taken for its channels. It is the batch, which a layer never changes; the channels
are the second axis."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        channels, batch, *sizes = input_shape
        batch, channels, *sizes = _right(layer, (batch, channels, *sizes))
        return (channels, batch, *sizes)
    return _right(layer, input_shape)
