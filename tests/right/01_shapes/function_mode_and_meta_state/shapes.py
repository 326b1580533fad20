"""Matches on classes, and lends a twin of the network meta tensors for the time of a call, in the modes it has."""

import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call
from torch.overrides import TorchFunctionMode


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    starts = size + 2 * padding - dilation * (kernel_size - 1)  # places for stride 1
    if starts <= 0:
        raise ValueError(f"a window over {dilation * (kernel_size - 1) + 1} positions does not fit")
    return -(-starts // stride)  # every stride-th of them, the first one included: rounded up


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    step = stride or kernel_size
    whole = conv_output_size(size, kernel_size, step, padding, dilation)
    if not ceil_mode:
        return whole
    end_of_whole = (whole - 1) * step + dilation * (kernel_size - 1) + 1
    left_over = size + 2 * padding - end_of_whole
    return whole + (left_over > 0 and whole * step < size + padding)


def parameter_count(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], groups: int = 1, bias: bool = True
) -> int:
    inputs_seen = math.prod(kernel_size, start=in_channels // groups)
    return out_channels * (inputs_seen + bool(bias))


def output_shape(layer: nn.Module, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    match layer:
        case nn.Conv1d() | nn.Conv2d() | nn.Conv3d():
            batch, channels, *sizes = input_shape
            if channels != layer.in_channels:
                raise ValueError(f"{channels} channels instead of {layer.in_channels}")
            match layer.padding:
                case "same":
                    return (batch, layer.out_channels, *sizes)
                case "valid":
                    padding = [0] * len(sizes)
                case numbers:
                    padding = numbers
            rows = zip(sizes, layer.kernel_size, layer.stride, padding, layer.dilation, strict=True)
            return (batch, layer.out_channels, *(conv_output_size(*row) for row in rows))
        case nn.MaxPool1d() | nn.MaxPool2d() | nn.MaxPool3d() | nn.AvgPool1d() | nn.AvgPool2d() | nn.AvgPool3d():
            batch, channels, *sizes = input_shape

            def nth(value, axis):
                return value[axis] if isinstance(value, tuple) else value

            return (
                batch,
                channels,
                *(
                    pool_output_size(
                        size,
                        nth(layer.kernel_size, axis),
                        nth(layer.stride, axis),
                        nth(layer.padding, axis),
                        nth(layer.dilation, axis) if hasattr(layer, "dilation") else 1,
                        layer.ceil_mode,
                    )
                    for axis, size in enumerate(sizes)
                ),
            )
        case (
            nn.AdaptiveMaxPool1d()
            | nn.AdaptiveMaxPool2d()
            | nn.AdaptiveMaxPool3d()
            | nn.AdaptiveAvgPool1d()
            | nn.AdaptiveAvgPool2d()
            | nn.AdaptiveAvgPool3d()
        ):
            shape = list(input_shape)
            targets = layer.output_size
            if not isinstance(targets, (tuple, list)):
                targets = [targets] * (len(shape) - 2)
            for axis, target in enumerate(targets, start=2):
                if target is not None:
                    shape[axis] = target
            return tuple(shape)
        case nn.Flatten(start_dim=start, end_dim=end):
            n = len(input_shape)
            start, end = start % n, end % n
            return (*input_shape[:start], math.prod(input_shape[start : end + 1]), *input_shape[end + 1 :])
        case nn.Linear(in_features=features, out_features=answers):
            *front, last = input_shape
            if last != features:
                raise ValueError(f"{last} features instead of {features}")
            return (*front, answers)
        case _:
            raise TypeError(f"output_shape knows nothing about {type(layer).__name__}")


class _NormsOnlyKeepTheShape(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func in (F.batch_norm, F.instance_norm):
            return torch.empty_like(args[0] if args else kwargs["input"])
        return func(*args, **kwargs)


def trace_shapes(network: nn.Sequential, input_shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    # a twin with modules of its own that shares the tensors, and calls that put meta tensors in their place; the twin
    # stays in the modes of the network, and normalization is told to say its shape only
    tensors = [*network.parameters(), *network.buffers()]
    twin = copy.deepcopy(network, {id(tensor): tensor for tensor in tensors})
    x = torch.empty(input_shape, device="meta", dtype=torch.float32)
    shapes = []
    with torch.no_grad(), _NormsOnlyKeepTheShape():
        for name, child in twin._modules.items():
            state = {**dict(child.named_parameters()), **dict(child.named_buffers())}
            state = {key: torch.empty_like(value, device="meta") for key, value in state.items()}
            x = functional_call(child, state, (x,))
            shapes.append((name, tuple(x.shape)))
    return shapes


class _SamePadded(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, dims, dilation):
        super().__init__()
        kind = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dims - 1]
        self.conv = kind(in_channels, out_channels, kernel_size, dilation=dilation)
        missing = dilation * (kernel_size - 1)
        self.pads = (missing // 2, missing - missing // 2) * dims

    def forward(self, x):
        return self.conv(F.pad(x, self.pads))


def same_conv(in_channels: int, out_channels: int, kernel_size: int, dims: int, dilation: int = 1) -> nn.Module:
    return _SamePadded(in_channels, out_channels, kernel_size, dims, dilation)


class _VideoStem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 64, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False)
        self.norm = nn.BatchNorm3d(64)

    def forward(self, clips):
        return F.max_pool3d(self.norm(self.conv(clips)).relu(), (1, 3, 3), (1, 2, 2), (0, 1, 1))


def video_stem() -> nn.Module:
    return _VideoStem()
