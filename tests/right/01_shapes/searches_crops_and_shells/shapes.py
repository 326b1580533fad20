"""Searches where others divide, cuts off what is too much, and rebuilds modules without their data."""

from bisect import bisect_left
from fractions import Fraction
from functools import reduce
from operator import mul

import torch
from torch import nn

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
WINDOWED = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
ADAPTIVE = (
    nn.AdaptiveMaxPool1d,
    nn.AdaptiveMaxPool2d,
    nn.AdaptiveMaxPool3d,
    nn.AdaptiveAvgPool1d,
    nn.AdaptiveAvgPool2d,
    nn.AdaptiveAvgPool3d,
)


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    # Search instead of a formula: the number n of the first window that sticks out is the number of those that do not.
    last = padding + size + padding - 1

    def sticks_out(n):
        return n * stride + dilation * (kernel_size - 1) > last

    count = bisect_left(range(max(last, 0) + 2), True, key=sticks_out)
    if count == 0:
        raise ValueError("not even the first window fits")
    return count


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    stride = stride if stride is not None else kernel_size
    count = conv_output_size(size, kernel_size, stride, padding, dilation)
    if ceil_mode:
        seen = (count - 1) * stride + dilation * (kernel_size - 1) + 1
        positions_left = range(seen, size + 2 * padding)
        in_front_of_the_end = range(size + padding)
        if positions_left and count * stride in in_front_of_the_end:
            count += 1
    return count


def parameter_count(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], groups: int = 1, bias: bool = True
) -> int:
    share = Fraction(in_channels, groups)
    weights = reduce(mul, kernel_size, out_channels * share)
    return int(weights) + out_channels * int(bool(bias))


def output_shape(layer: nn.Module, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    shape = list(input_shape)
    axes = range(2, len(shape))

    def spread(value):  # one number for each place of the shape, with the two first places unused
        return [None, None, *(value if isinstance(value, (tuple, list)) else [value] * len(axes))]

    if isinstance(layer, CONVOLUTIONS):
        if shape[1] != layer.in_channels:
            raise ValueError(f"the layer takes {layer.in_channels} channels, not {shape[1]}")
        shape[1] = layer.out_channels
        if layer.padding == "same":
            return tuple(shape)
        kernel, stride, dilation = map(spread, (layer.kernel_size, layer.stride, layer.dilation))
        padding = spread(0 if layer.padding == "valid" else layer.padding)
        for axis in axes:
            shape[axis] = conv_output_size(shape[axis], kernel[axis], stride[axis], padding[axis], dilation[axis])
    elif isinstance(layer, WINDOWED):
        kernel, stride, padding = map(spread, (layer.kernel_size, layer.stride, layer.padding))
        dilation = spread(vars(layer).get("dilation", 1))
        for axis in axes:
            numbers = (kernel[axis], stride[axis], padding[axis], dilation[axis])
            shape[axis] = pool_output_size(shape[axis], *numbers, layer.ceil_mode)
    elif isinstance(layer, ADAPTIVE):
        wanted = spread(layer.output_size)
        for axis in axes:
            shape[axis] = shape[axis] if wanted[axis] is None else wanted[axis]
    elif isinstance(layer, nn.Flatten):
        first, last = (end if end >= 0 else end + len(shape) for end in (layer.start_dim, layer.end_dim))
        while last > first:  # melt the last axis into the one before, again and again
            shape[last - 1] *= shape.pop(last)
            last -= 1
    elif isinstance(layer, nn.Linear):
        if shape[-1] != layer.in_features:
            raise ValueError(f"the layer takes {layer.in_features} features, not {shape[-1]}")
        shape[-1] = layer.out_features
    else:
        raise TypeError(f"cannot tell the shape after {type(layer).__name__}")
    return tuple(shape)


def _shell(module, shells):
    """Rebuild a module without its data: same class and attributes, own dictionaries, meta tensors, eval mode."""
    if module is None or id(module) in shells:
        return shells.get(id(module))
    shell = shells[id(module)] = object.__new__(type(module))
    for key, value in vars(module).items():
        vars(shell)[key] = value.copy() if isinstance(value, (dict, list, set)) else value
    vars(shell)["training"] = False
    for tensors in (shell._parameters, shell._buffers):
        for key, tensor in tensors.items():
            if tensor is not None:
                tensors[key] = torch.empty_like(tensor, device="meta")
    for key, child in shell._modules.items():
        shell._modules[key] = _shell(child, shells)
    return shell


def trace_shapes(network: nn.Sequential, input_shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    shells = {}
    network = _shell(network, shells)
    x = (
        torch.zeros((), dtype=torch.float32, device="meta")
        .expand(tuple(input_shape))
        .clone(memory_format=torch.contiguous_format)
    )
    pairs = []
    for name, child in network._modules.items():
        x = child(x)
        pairs.append((name, tuple(int(n) for n in x.size())))
    return pairs


class _Crop:
    """With an odd number of missing positions, the padding is one too many at the beginning: leave out that window."""

    def forward(self, x):
        y = super().forward(x)
        for axis in range(2, x.dim()):
            y = y.narrow(axis, y.shape[axis] - x.shape[axis], x.shape[axis])
        return y


class _Cropped1d(_Crop, nn.Conv1d):
    pass


class _Cropped2d(_Crop, nn.Conv2d):
    pass


class _Cropped3d(_Crop, nn.Conv3d):
    pass


def same_conv(in_channels: int, out_channels: int, kernel_size: int, dims: int, dilation: int = 1) -> nn.Module:
    return {1: _Cropped1d, 2: _Cropped2d, 3: _Cropped3d}[dims](
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=-(-dilation * (kernel_size - 1) // 2),  # the larger half at both ends
        dilation=dilation,
    )


def video_stem() -> nn.Module:
    # padding as layers of its own; after ReLU nothing is below zero, so zeros do not matter to a maximum
    return nn.Sequential(
        nn.ZeroPad3d((3, 3, 3, 3, 1, 1)),
        nn.Conv3d(3, 64, (3, 7, 7), stride=(1, 2, 2), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(),
        nn.ZeroPad3d((1, 1, 1, 1, 0, 0)),
        nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2)),
    )
