"""Looks the kind of layer up in tables, divides with fractions and divmod, and traces with fake tensors."""

from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from functools import partial, reduce
from math import ceil, floor
from operator import mul

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode


@dataclass(frozen=True)
class Window:
    kernel_size: int
    stride: int
    padding: int
    dilation: int

    @property
    def span(self):
        return (self.kernel_size - 1) * self.dilation + 1

    def steps(self, size):
        return Fraction(size + self.padding + self.padding - self.span, self.stride)


def at_least_one(count):
    if count >= 1:
        return count
    raise ValueError(f"{count} windows")


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return at_least_one(1 + floor(Window(kernel_size, stride, padding, dilation).steps(size)))


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    window = Window(kernel_size, kernel_size if stride is None else stride, padding, dilation)
    if not ceil_mode:
        return at_least_one(1 + floor(window.steps(size)))
    starts_inside = ceil(Fraction(size + padding, window.stride))
    return at_least_one(min(1 + ceil(window.steps(size)), starts_inside))


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    per_output = reduce(mul, kernel_size, in_channels // groups) + bool(bias)
    return per_output * out_channels


def spread(value, dims):
    return value if isinstance(value, tuple) else dims * (value,)


def linear(layer, shape):
    if shape[-1] != layer.in_features:
        raise ValueError(shape[-1])
    return shape[:-1] + (layer.out_features,)


def flatten(layer, shape):
    start, end = layer.start_dim % len(shape), layer.end_dim % len(shape)
    return shape[:start] + (reduce(mul, shape[start : end + 1]),) + shape[end + 1 :]


def convolution(dims, layer, shape):
    if shape[1] != layer.in_channels:
        raise ValueError(shape[1])
    head = (shape[0], layer.out_channels)
    if layer.padding == "same":
        return head + shape[2:]
    padding = dims * (0,) if layer.padding == "valid" else layer.padding
    return head + tuple(map(conv_output_size, shape[2:], layer.kernel_size, layer.stride, padding, layer.dilation))


def pooling(dims, layer, shape):
    dilation = layer.dilation if hasattr(layer, "dilation") else 1
    arguments = [spread(value, dims) for value in (layer.kernel_size, layer.stride, layer.padding, dilation)]
    return shape[:2] + tuple(map(partial(pool_output_size, ceil_mode=layer.ceil_mode), shape[2:], *arguments))


def adaptive(dims, layer, shape):
    return shape[:2] + tuple(
        a if b is None else b for a, b in zip(shape[2:], spread(layer.output_size, dims), strict=True)
    )


RULES = {nn.Linear: linear, nn.Flatten: flatten}
for n in (1, 2, 3):
    RULES[getattr(nn, f"Conv{n}d")] = partial(convolution, n)
    for which in ("Max", "Avg"):
        RULES[getattr(nn, f"{which}Pool{n}d")] = partial(pooling, n)
        RULES[getattr(nn, f"Adaptive{which}Pool{n}d")] = partial(adaptive, n)


def output_shape(layer, input_shape):
    try:
        rule = RULES[type(layer)]
    except KeyError:
        raise TypeError(type(layer)) from None
    return rule(layer, tuple(input_shape))


def trace_shapes(network, input_shape):
    with FakeTensorMode() as mode:
        twin = deepcopy_fake(network, mode)
        value, steps = torch.empty(input_shape), []
        for name in twin._modules:
            value = twin.get_submodule(name)(value)
            steps.append((name, tuple(value.shape)))
    return steps


def deepcopy_fake(network, mode):
    memo = {id(tensor): mode.from_tensor(tensor) for tensor in (*network.parameters(), *network.buffers())}
    return deepcopy(network, memo).train(False)


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    kind = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}[dims]
    return kind(in_channels, out_channels, (kernel_size,) * dims, 1, "same", (dilation,) * dims, 1, True)


def video_stem():
    halve = {"stride": (1, 2, 2)}
    layers = {
        "convolve": nn.Conv3d(3, 64, (3, 7, 7), padding=(1, 3, 3), bias=None, **halve),
        "normalize": nn.BatchNorm3d(64),
        "pool": nn.MaxPool3d((1, 3, 3), padding=(0, 1, 1), **halve),
        "bend": nn.ReLU(),
    }
    stem = nn.Sequential()
    for name, layer in layers.items():
        stem.add_module(name, layer)
    return stem
