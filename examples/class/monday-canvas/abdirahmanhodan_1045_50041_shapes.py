"""Shapes: what comes out of a layer can be worked out. Read README.md, then run: pytest katas/01_shapes"""

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


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many windows of a convolution fit along one axis, which is the size of that axis afterwards.

    Args:
        size: size of the axis before the layer.
        kernel_size: number of weights along this axis.
        stride: steps from the start of one window to the start of the next.
        padding: positions added at each of the two ends.
        dilation: steps from one weight of a window to the next.

    Returns:
        the size afterwards, an int.

    Raises:
        ValueError: no window fits, so that the answer would be less than one.

    Example: size 10, kernel_size 3, stride 2 -> 4, with padding 1 as well -> 5; size 10, kernel_size 4, dilation 2 -> 4
    """
    last_start = size + 2 * padding - dilation * (kernel_size - 1)
    starts = range(0, last_start, stride)
    if not starts:
        raise ValueError(f"{size=} {kernel_size=} {padding=} {dilation=}: not a single window")
    return len(starts)


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Return how many windows a pooling layer has along one axis, which is the size of that axis afterwards.

    Args:
        size: size of the axis before the layer.
        kernel_size: number of positions that a window looks at.
        stride: steps from the start of one window to the start of the next; None means kernel_size.
        padding: positions added at each of the two ends, at most half of kernel_size.
        dilation: steps from one position of a window to the next.
        ceil_mode: whether one more window counts where positions (padding included) are left over at the end. It
            hangs over that end, but has to start before the end of the input itself.

    Returns:
        the size afterwards, an int.

    Raises:
        ValueError: the answer would be less than one.

    Example: size 10, kernel_size 3 -> 3; with ceil_mode -> 4
    """
    if stride is None:
        stride = kernel_size
    span = dilation * (kernel_size - 1) + 1
    room = size + 2 * padding - span
    if ceil_mode:
        count = -(-room // stride) + 1
        if (count - 1) * stride >= size + padding:
            count -= 1
    else:
        count = room // stride + 1
    if count < 1:
        raise ValueError("no window fits")
    return count


def parameter_count(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], groups: int = 1, bias: bool = True
) -> int:
    """Return how many numbers a convolution, or a Linear layer, has to learn.

    Args:
        in_channels: number of channels of the input; in_features of a Linear layer.
        out_channels: number of channels of the output; out_features of a Linear layer.
        kernel_size: one int for each spatial axis, (3,) for a Conv1d; () for a Linear layer, which has no such axis.
        groups: number of equal parts that both kinds of channels are divided into; an output channel looks at the
            input channels of its own part only.
        bias: whether the layer adds a number of its own to each output channel.

    Returns:
        the number of elements of the weight, and of the bias where there is one, an int.

    Example: 3 channels to 8 with a kernel of (5, 5) -> 8 * 3 * 25 + 8 = 608; 400 features to 120, () -> 48120
    """
    weights = (in_channels // groups) * out_channels
    for k in kernel_size:
        weights = weights * k
    if bias:
        return weights + out_channels
    return weights


def output_shape(layer: nn.Module, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of what a layer gives for an input of some shape, without running it.

    Args:
        layer: a Conv1d/2d/3d, MaxPool1d/2d/3d, AvgPool1d/2d/3d, AdaptiveMaxPool1d/2d/3d, AdaptiveAvgPool1d/2d/3d,
            Flatten or Linear. Each of its arguments is an int for all axes, or a tuple with one int for each; a
            convolution's padding may be "same" or "valid", and None in an adaptive layer's tuple keeps that axis.
        input_shape: always with the batch axis. (batch, channels, one size for each spatial axis) for convolution and
            pooling; (batch, features) with any number of axes between them for Linear; at least two axes for Flatten.

    Returns:
        the output's shape, a tuple of ints.

    Raises:
        ValueError: the input has another number of channels (convolution) or features (Linear) than the layer takes,
            or no window fits.
        TypeError: the layer is of another kind than those above.

    Example: Conv2d(3, 8, (3, 5)) and (2, 3, 10, 20) -> (2, 8, 8, 16)
    """
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


def trace_shapes(network: nn.Sequential, input_shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the shape after each child of a network, without computing a single activation.

    Args:
        network: each child, of any class, also a Sequential, takes one float32 tensor and gives one. The same child
            may stand at several places. Each module of it may be in train or eval mode.
        input_shape: shape of the network's input, with the batch axis; the batch size may be 1, and the input far too
            large for the memory.

    Returns:
        for each place of a direct child, in order, a pair (its name there, the shape after it), the shape a tuple of
        ints.

    Example: Sequential(Conv2d(1, 6, 5), ReLU()) and (1, 1, 28, 28) -> [("0", (1, 6, 24, 24)), ("1", (1, 6, 24, 24))]
    """
    twin = copy.deepcopy(network).to("meta")
    twin.eval()
    x = torch.empty(input_shape, device="meta")
    found = []
    for name in twin._modules:
        x = twin._modules[name](x)
        found.append((name, tuple(x.shape)))
    return found


def same_conv(in_channels: int, out_channels: int, kernel_size: int, dims: int, dilation: int = 1) -> nn.Module:
    """Build a convolution whose output is as large along each spatial axis as its input.

    Args:
        in_channels: number of channels of the input.
        out_channels: number of channels of the output.
        kernel_size: odd or even, for all spatial axes.
        dims: number of spatial axes: 1, 2 or 3.
        dilation: for all spatial axes.

    Returns:
        a module from (batch, in_channels, spatial axes) to (batch, out_channels, the same spatial axes): a convolution
        with stride 1, a bias and zeros for padding. Where an odd number of zeros is needed, the end of each axis gets
        one more than the beginning.

    Example: same_conv(3, 8, 5, dims=2) on (2, 3, 10, 20) -> (2, 8, 10, 20)
    """
    taken = dilation * (kernel_size - 1)
    front = taken // 2
    pads = (front, taken - front) * dims
    conv = [nn.Conv1d, nn.Conv2d, nn.Conv3d][dims - 1]
    return nn.Sequential(Pad(pads), conv(in_channels, out_channels, kernel_size, dilation=dilation))


def video_stem() -> nn.Module:
    """Build the first layers of a network for video, which keep all frames and halve height and width twice.

    Returns:
        a new module at each call, in train mode: a convolution with a kernel of 3 x 7 x 7 (frames, height, width), from
        3 to 64 channels and without bias; BatchNorm as PyTorch builds it, its scale 1 and its shift 0; ReLU; max
        pooling with windows of 1 x 3 x 3. Convolution and pooling each have a stride of 1 in time and 2 in height and
        width, and pad both ends of an axis alike. Clips may have any number of frames, and any height and width.

    Example: (batch, 3, 16, 112, 112) -> (batch, 64, 16, 56, 56) after the convolution -> (batch, 64, 16, 28, 28)
    """
    return nn.Sequential(
        nn.Conv3d(3, 64, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)),
    )
