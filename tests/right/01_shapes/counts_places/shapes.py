"""Counts every place of a window one by one, and lets forward hooks on a copy do the tracing."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


def places(size, kernel_size, stride, padding, dilation):
    """Yield the first position of each window; position 0 is the first of the input."""
    start = -padding
    while start + dilation * (kernel_size - 1) <= size + padding - 1:
        yield start
        start += stride


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    found = len(list(places(size, kernel_size, stride, padding, dilation)))
    if not found:
        raise ValueError("not a single window")
    return found


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    starts = list(places(size, kernel_size, stride, padding, dilation))
    if ceil_mode and starts:
        last_seen = starts[-1] + dilation * (kernel_size - 1)
        following = starts[-1] + stride
        if last_seen < size + padding - 1 and following < size:
            starts.append(following)
    if not starts:
        raise ValueError("not a single window")
    return len(starts)


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    total = 0
    for _group in range(groups):
        weights = (in_channels // groups) * (out_channels // groups)
        for positions in kernel_size:
            weights *= positions
        total += weights
    if bias:
        for _ in range(out_channels):
            total += 1
    return total


def as_list(value, length):
    return list(value) if isinstance(value, (tuple, list)) else [value] * length


def output_shape(layer, input_shape):
    kind = layer.__class__.__name__
    shape = list(input_shape)
    if kind == "Linear":
        if shape[-1] != layer.in_features:
            raise ValueError(shape)
        shape[-1] = layer.out_features
    elif kind == "Flatten":
        first = layer.start_dim if layer.start_dim >= 0 else layer.start_dim + len(shape)
        last = layer.end_dim if layer.end_dim >= 0 else layer.end_dim + len(shape)
        while last > first:
            shape[first] *= shape.pop(first + 1)
            last -= 1
    elif kind in ("Conv1d", "Conv2d", "Conv3d"):
        if shape[1] != layer.in_channels:
            raise ValueError(shape)
        shape[1] = layer.out_channels
        for axis in range(2, len(shape)):
            if layer.padding == "same":
                continue
            padding = 0 if layer.padding == "valid" else layer.padding[axis - 2]
            shape[axis] = conv_output_size(
                shape[axis], layer.kernel_size[axis - 2], layer.stride[axis - 2], padding, layer.dilation[axis - 2]
            )
    elif kind.startswith("Adaptive"):
        for axis, wanted in enumerate(as_list(layer.output_size, len(shape) - 2), start=2):
            if wanted is not None:
                shape[axis] = wanted
    elif kind.startswith(("MaxPool", "AvgPool")):
        spatial = len(shape) - 2
        dilations = as_list(layer.dilation, spatial) if kind.startswith("Max") else [1] * spatial
        for axis in range(spatial):
            shape[axis + 2] = pool_output_size(
                shape[axis + 2],
                as_list(layer.kernel_size, spatial)[axis],
                as_list(layer.stride, spatial)[axis],
                as_list(layer.padding, spatial)[axis],
                dilations[axis],
                layer.ceil_mode,
            )
    else:
        raise TypeError(kind)
    return tuple(shape)


def trace_shapes(network, input_shape):
    twin = copy.deepcopy(network).eval().to("meta")
    names, seen = [name for name in twin._modules], []
    for child in set(twin.children()):
        child.register_forward_hook(lambda _module, _inputs, output: seen.append(output.shape))
    twin(torch.empty(input_shape, device="meta"))
    return list(zip(names, seen, strict=True))


class SameConv(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, dims, dilation):
        super().__init__()
        self.convolution = getattr(nn, f"Conv{dims}d")(in_channels, out_channels, kernel_size, dilation=dilation)
        added = dilation * (kernel_size - 1)
        self.ends = [added // 2, added - added // 2] * dims

    def forward(self, inputs):
        return self.convolution(F.pad(inputs, self.ends))


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    return SameConv(in_channels, out_channels, kernel_size, dims, dilation)


class VideoStem(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm3d(64)
        self.weight = nn.Parameter(torch.empty(64, 3, 3, 7, 7))
        nn.init.kaiming_normal_(self.weight)

    def forward(self, clips):
        features = F.conv3d(clips, self.weight, stride=(1, 2, 2), padding=(1, 3, 3))
        return F.max_pool3d(self.norm(features).clamp(min=0), (1, 3, 3), (1, 2, 2), (0, 1, 1))


def video_stem():
    return VideoStem()
