"""Fractions, sums over unfolded windows, and a report that each slot of a hollow network writes to."""

import copy
import math
import operator
from fractions import Fraction
from itertools import repeat

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.modules import conv as convs
from torch.nn.modules import pooling as pools


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    room = Fraction(size - 1 - dilation * (kernel_size - 1)) + 2 * padding
    count = math.floor(room / stride + 1)
    if count >= 1:
        return count
    raise ValueError(f"{count} windows")


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    if stride is None:
        return pool_output_size(size, kernel_size, kernel_size, padding, dilation, ceil_mode)
    room = Fraction(size - 1 - dilation * (kernel_size - 1)) + 2 * padding
    count = (math.ceil if ceil_mode else math.floor)(room / stride) + 1
    while ceil_mode and (count - 1) * stride >= size + padding:
        count -= 1
    if count >= 1:
        return count
    raise ValueError(f"{count} windows")


def parameter_count(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], groups: int = 1, bias: bool = True
) -> int:
    count = 0
    for _group in range(groups):
        count += (in_channels // groups) * (out_channels // groups)
    for positions in kernel_size:
        count *= positions
    return count + out_channels if bias else count


def output_shape(layer: nn.Module, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    batch, *rest = input_shape
    many = repeat
    if isinstance(layer, convs._ConvNd) and not layer.transposed:
        channels, *sizes = rest
        if operator.ne(channels, layer.in_channels):
            raise ValueError("another number of channels")
        # PyTorch keeps what it pads as numbers too: last axis first, before and behind
        pads = layer._reversed_padding_repeated_twice[::-1]
        pads = [a + b for a, b in zip(pads[::2], pads[1::2], strict=True)]
        grown = [size + pad for size, pad in zip(sizes, pads, strict=True)]
        sizes = map(conv_output_size, grown, layer.kernel_size, layer.stride, many(0), layer.dilation)
        return (batch, layer.out_channels, *sizes)
    if isinstance(layer, (pools._MaxPoolNd, pools._AvgPoolNd)):
        channels, *sizes = rest
        kernel, stride, padding, dilation = (
            value if isinstance(value, tuple) else many(value)
            for value in (layer.kernel_size, layer.stride, layer.padding, getattr(layer, "dilation", 1))
        )
        return (
            batch,
            channels,
            *map(pool_output_size, sizes, kernel, stride, padding, dilation, many(layer.ceil_mode)),
        )
    if isinstance(layer, (pools._AdaptiveMaxPoolNd, pools._AdaptiveAvgPoolNd)):
        channels, *sizes = rest
        wanted = layer.output_size if isinstance(layer.output_size, tuple) else many(layer.output_size)
        return (batch, channels, *(size if new is None else new for size, new in zip(sizes, wanted, strict=False)))
    if isinstance(layer, nn.Flatten):
        shape = [batch, *rest]
        start, end = layer.start_dim % len(shape), layer.end_dim % len(shape)
        return (*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :])
    if isinstance(layer, nn.Linear):
        if operator.ne(input_shape[-1], layer.in_features):
            raise ValueError("another number of features")
        return (*input_shape[:-1], layer.out_features)
    raise TypeError(type(layer).__name__)


class _Slot(nn.Module):
    def __init__(self, name, child, report):
        super().__init__()
        self.name, self.child, self.report = name, child, report

    def forward(self, x):
        y = self.child(x)
        self.report.append((self.name, tuple(y.shape)))
        return y


def trace_shapes(network: nn.Sequential, input_shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    report = []
    hollow = copy.deepcopy(network).to_empty(device="meta").train(False)
    slots = (_Slot(name, child, report) for name, child in hollow._modules.items())
    nn.Sequential(*slots).eval()(torch.empty(torch.Size(input_shape), device="meta", dtype=torch.float32))
    return report


class _WindowProduct(nn.Module):
    """A convolution as what it is: every window times the weights."""

    def __init__(self, in_channels, out_channels, kernel_size, dims, dilation):
        super().__init__()
        self.dims, self.dilation, self.missing = dims, dilation, dilation * (kernel_size - 1)
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, *[kernel_size] * dims))
        bound = 1 / math.sqrt(in_channels * kernel_size**dims)
        self.bias = nn.Parameter(torch.empty(out_channels).uniform_(-bound, bound))
        nn.init.uniform_(self.weight, -bound, bound)

    def forward(self, x):
        before = self.missing // 2
        x = F.pad(x, (before, self.missing - before) * self.dims)
        for axis in range(2, 2 + self.dims):
            x = x.unfold(axis, self.missing + 1, 1)[..., :: self.dilation]
        places, offsets = "xyz"[: self.dims], "uvw"[: self.dims]
        y = torch.einsum(f"bi{places}{offsets},oi{offsets}->bo{places}", x, self.weight)
        return y + self.bias.view(-1, *[1] * self.dims)


def same_conv(in_channels: int, out_channels: int, kernel_size: int, dims: int, dilation: int = 1) -> nn.Module:
    return _WindowProduct(in_channels, out_channels, kernel_size, dims, dilation)


class _Stem(nn.Module):
    """Pooling does not look along time here, so frames may stand with the channels, and images are pooled."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 64, kernel_size=(3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False)
        self.norm = nn.BatchNorm3d(64)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)

    def forward(self, clips):
        x = torch.relu(self.norm(self.conv(clips)))
        return self.pool(x.flatten(1, 2)).unflatten(1, x.shape[1:3])


def video_stem() -> nn.Module:
    return _Stem()
