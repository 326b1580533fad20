import copy
import math

import torch
import torch.nn.functional as F
from torch import nn


def _spread(value, axes):
    return value if isinstance(value, tuple) else (value,) * axes


def _conv_sizes(layer, sizes):
    if layer.padding == "same":
        return sizes
    padding = (0,) * len(sizes) if layer.padding == "valid" else layer.padding
    return [conv_output_size(*one) for one in zip(sizes, layer.kernel_size, layer.stride, padding, layer.dilation)]


def _pool_sizes(layer, sizes, dilation):
    arguments = (_spread(one, len(sizes)) for one in (layer.kernel_size, layer.stride, layer.padding, dilation))
    return [pool_output_size(*one, layer.ceil_mode) for one in zip(sizes, *arguments)]


class Pad(nn.Module):
    def __init__(self, pads):
        super().__init__()
        self.pads = pads

    def forward(self, x):
        return F.pad(x, self.pads)


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    room = size + 2 * padding - span
    if room < 0:
        raise ValueError("the window is longer than the axis")
    return room // stride + 1


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    step = kernel_size if stride is None else stride
    end = size + 2 * padding
    span = (kernel_size - 1) * dilation + 1
    start, count = 0, 0
    while start + span <= end:
        count += 1
        start += step
    if count == 0:
        raise ValueError("no pooling window fits")
    leftover = start - step + span < end
    if ceil_mode and leftover and start < padding + size:
        count += 1
    return count


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    weight = torch.empty(out_channels, in_channels // groups, *kernel_size, device="meta")
    return weight.numel() + (out_channels if bias else 0)


def output_shape(layer, input_shape):
    batch, *rest = input_shape
    match layer:
        case nn.Linear(in_features=wanted) if input_shape[-1] == wanted:
            return (*input_shape[:-1], layer.out_features)
        case nn.Flatten(start_dim=start, end_dim=end):
            end = len(input_shape) + end if end < 0 else end
            return (*input_shape[:start], math.prod(input_shape[start : end + 1]), *input_shape[end + 1 :])
        case nn.Conv1d() | nn.Conv2d() | nn.Conv3d() if rest[0] == layer.in_channels:
            return (batch, layer.out_channels, *_conv_sizes(layer, rest[1:]))
        case nn.Linear() | nn.Conv1d() | nn.Conv2d() | nn.Conv3d():
            raise ValueError(f"{layer} does not take {tuple(input_shape)}")
        case nn.MaxPool1d() | nn.MaxPool2d() | nn.MaxPool3d():
            return (batch, rest[0], *_pool_sizes(layer, rest[1:], layer.dilation))
        case nn.AvgPool1d() | nn.AvgPool2d() | nn.AvgPool3d():
            return (batch, rest[0], *_pool_sizes(layer, rest[1:], 1))
    if type(layer).__name__.startswith("Adaptive") and type(layer).__name__[8:-2] in ("MaxPool", "AvgPool"):
        sizes = _spread(layer.output_size, len(rest) - 1)
        return (batch, rest[0], *(old if new is None else new for old, new in zip(rest[1:], sizes)))
    raise TypeError(f"no rule for {type(layer)}")


def trace_shapes(network, input_shape):
    twin = copy.deepcopy(network).to("meta")
    twin.eval()
    x = torch.empty(input_shape, device="meta")
    found = []
    for name in twin._modules:
        x = twin._modules[name](x)
        found.append((name, tuple(x.shape)))
    return found


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    taken = dilation * (kernel_size - 1)
    front = taken // 2
    pads = (front, taken - front) * dims
    conv = [nn.Conv1d, nn.Conv2d, nn.Conv3d][dims - 1]
    return nn.Sequential(Pad(pads), conv(in_channels, out_channels, kernel_size, dilation=dilation))


def video_stem():
    return nn.Sequential(
        nn.Conv3d(3, 64, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)),
    )
