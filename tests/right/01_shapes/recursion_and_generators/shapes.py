"""Recursive counting, generators, singledispatch, and a trace over slices of the network in another mode."""

import copy
import itertools
from functools import singledispatch

import torch
from torch import nn


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    rest = size + 2 * padding - ((kernel_size - 1) * dilation + 1)
    if rest < 0:
        raise ValueError("too small")
    return 1 if rest < stride else 1 + conv_output_size(size - stride, kernel_size, stride, padding, dilation)


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    reach = size + 2 * padding - (kernel_size - 1) * dilation
    whole = sum(1 for _ in range(0, reach, stride))
    if ceil_mode and whole * stride - stride != reach - 1:
        whole += whole * stride < size + padding
    if whole == 0:
        raise ValueError("too small")
    return whole


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    if kernel_size:
        first, *others = kernel_size
        without_bias = parameter_count(in_channels, out_channels, tuple(others), groups, bias=False)
        return first * without_bias + (out_channels if bias else 0)
    return in_channels * out_channels // groups + out_channels * bias


@singledispatch
def after(layer, shape):
    raise TypeError(f"unknown: {layer}")


@after.register
def _(layer: nn.Linear, shape):
    if shape[-1] != layer.weight.shape[1]:
        raise ValueError(shape)
    yield from shape[:-1]
    yield layer.weight.shape[0]


@after.register
def _(layer: nn.Flatten, shape):
    start = range(len(shape))[layer.start_dim]
    end = range(len(shape))[layer.end_dim]
    product = 1
    for axis, size in enumerate(shape):
        if start <= axis <= end:
            product *= size
        else:
            yield size
        if axis == end:
            yield product


@after.register(nn.Conv1d)
@after.register(nn.Conv2d)
@after.register(nn.Conv3d)
def _(layer, shape):
    out_channels, per_group, *kernel = layer.weight.shape
    if shape[1] != per_group * layer.groups:
        raise ValueError(shape)
    yield shape[0]
    yield out_channels
    for axis, size in enumerate(shape[2:]):
        if layer.padding == "same":
            yield size
        elif layer.padding == "valid":
            yield conv_output_size(size, kernel[axis], layer.stride[axis], dilation=layer.dilation[axis])
        else:
            yield conv_output_size(size, kernel[axis], layer.stride[axis], layer.padding[axis], layer.dilation[axis])


def stream(value):
    return iter(value) if isinstance(value, tuple) else itertools.repeat(value)


@after.register(nn.MaxPool1d)
@after.register(nn.MaxPool2d)
@after.register(nn.MaxPool3d)
@after.register(nn.AvgPool1d)
@after.register(nn.AvgPool2d)
@after.register(nn.AvgPool3d)
def _(layer, shape):
    yield from shape[:2]
    kernel, stride, padding = map(stream, (layer.kernel_size, layer.stride, layer.padding))
    dilation = stream(getattr(layer, "dilation", 1))
    for size in shape[2:]:
        yield pool_output_size(
            size, next(kernel), next(stride), next(padding), next(dilation), ceil_mode=layer.ceil_mode
        )


@after.register(nn.AdaptiveMaxPool1d)
@after.register(nn.AdaptiveMaxPool2d)
@after.register(nn.AdaptiveMaxPool3d)
@after.register(nn.AdaptiveAvgPool1d)
@after.register(nn.AdaptiveAvgPool2d)
@after.register(nn.AdaptiveAvgPool3d)
def _(layer, shape):
    yield from shape[:2]
    for size, wanted in zip(shape[2:], stream(layer.output_size), strict=False):
        yield wanted or size


def output_shape(layer, input_shape):
    return tuple(after(layer, input_shape))


def trace_shapes(network, input_shape):
    twin = copy.deepcopy(network).requires_grad_(False)
    for module in twin.modules():
        module.training = False
    with torch.device("meta"), torch.inference_mode():
        twin.to_empty(device="meta")
        inputs = torch.rand(input_shape)
        return [(name, tuple(twin[: place + 1](inputs).shape)) for place, name in enumerate(twin._modules)]


class SameConv3d(nn.Conv3d):
    def forward(self, inputs):
        missing = [step * (size - 1) for step, size in zip(self.dilation, self.kernel_size, strict=True)]
        for axis, amount in enumerate(missing, start=2):
            zeros = [
                inputs.new_zeros([*inputs.shape[:axis], half, *inputs.shape[axis + 1 :]])
                for half in (amount // 2, amount - amount // 2)
            ]
            inputs = torch.cat([zeros[0], inputs, zeros[1]], dim=axis)
        return super().forward(inputs)


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    if dims == 3:
        return SameConv3d(in_channels, out_channels, kernel_size, dilation=dilation)
    if dims == 2 and kernel_size == 2 and dilation == 1:
        return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(in_channels, out_channels, 2))
    convolution = nn.Conv2d if dims == 2 else nn.Conv1d
    return convolution(in_channels, out_channels, kernel_size, padding="same", dilation=dilation)


def video_stem():
    convolve = nn.Conv3d(3, 64, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False)
    pool = nn.MaxPool2d(3, 2, 1)

    class Frames(nn.Module):
        """Pools each frame as an image of its own."""

        def forward(self, clips):
            return torch.stack([pool(frame) for frame in clips.unbind(2)], dim=2)

    return nn.Sequential(nn.Sequential(convolve, nn.BatchNorm3d(64)), nn.ReLU(), Frames())
