"""Lets PyTorch do the work wherever the text allows it: meta tensors, functional_call, parameters of meta layers."""

import torch
from torch import nn
from torch.func import functional_call


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    try:
        return nn.Conv1d(1, 1, kernel_size, stride, padding, dilation, device="meta")(
            torch.empty(1, 1, size, device="meta")
        ).size(-1)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    pool = nn.MaxPool1d(kernel_size, stride, padding, dilation, ceil_mode=ceil_mode)
    try:
        return len(pool(torch.zeros(1, size))[0])
    except RuntimeError as error:
        raise ValueError("PyTorch refuses") from error


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    if kernel_size == ():
        layer = nn.Linear(in_channels, out_channels, bias=bias, device="meta")
    else:
        kind = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[len(kernel_size) - 1]
        layer = kind(in_channels, out_channels, kernel_size, groups=groups, bias=bias, device="meta")
    return sum(map(torch.numel, layer.parameters()))


def numbers(argument, dims):
    return torch.Size(torch.as_tensor(argument).expand(dims).tolist())


def windows(size, kernel_size, stride, padding, dilation, ceil_mode):
    padded = torch.empty(size + 2 * padding, device="meta")
    span = dilation * (kernel_size - 1) + 1
    if span > padded.size(0):
        raise ValueError
    count = padded.unfold(0, span, stride).size(0)
    hangs_over = (count - 1) * stride + span < padded.size(0)
    return count + (ceil_mode and hangs_over and count * stride < size + padding)


def output_shape(layer, input_shape):
    dims = len(input_shape) - 2
    match layer:
        case nn.Linear(in_features=features, out_features=out_features):
            *others, last = input_shape
            if last != features:
                raise ValueError
            return torch.Size([*others, out_features])
        case nn.Flatten(start_dim=start, end_dim=end):
            axes = list(range(len(input_shape)))
            start, end = axes[start], axes[end]
            joined = torch.tensor(input_shape[start : end + 1]).prod().item()
            return torch.Size(input_shape[:start]) + torch.Size([joined]) + torch.Size(input_shape[end + 1 :])
        case nn.Conv1d(padding="same") | nn.Conv2d(padding="same") | nn.Conv3d(padding="same"):
            return torch.Size([input_shape[0], layer.out_channels, *input_shape[2:]])
        case nn.Conv1d() | nn.Conv2d() | nn.Conv3d():
            if input_shape[1] != layer.in_channels:
                raise ValueError
            padding = torch.tensor(0 if layer.padding == "valid" else layer.padding)
            spans = torch.tensor(layer.dilation) * (torch.tensor(layer.kernel_size) - 1) + 1
            room = torch.tensor(input_shape[2:]) + 2 * padding - spans
            if room.min() < 0:
                raise ValueError
            sizes = torch.div(room, torch.tensor(layer.stride), rounding_mode="floor") + 1
            return torch.Size([input_shape[0], layer.out_channels, *sizes.tolist()])
        case nn.Module(output_size=wanted) if "Adaptive" in type(layer).__name__:
            if not isinstance(wanted, tuple):
                wanted = dims * (wanted,)
            return torch.Size(
                list(input_shape[:2])
                + [old if new is None else new for old, new in zip(input_shape[2:], wanted, strict=True)]
            )
        case nn.Module(kernel_size=kernel, stride=stride, padding=padding, ceil_mode=ceil_mode):
            dilation = vars(layer).get("dilation", 1)
            per_axis = [numbers(argument, dims) for argument in (kernel, stride, padding, dilation)]
            sizes = [
                windows(size, *arguments, ceil_mode)
                for size, *arguments in zip(input_shape[2:], *per_axis, strict=True)
            ]
            return torch.Size([*input_shape[:2], *sizes])
    raise TypeError(layer)


def trace_shapes(network, input_shape):
    activation, steps = torch.empty(*input_shape, device="meta"), []
    modes = [(module, module.training) for module in network.modules()]
    try:
        network.train(False)
        for name, child in network._modules.items():
            tensors = {key: tensor.to("meta") for key, tensor in child.state_dict().items()}
            activation = functional_call(child, tensors, (activation,))
            steps.append((name, activation.size()))
    finally:
        for module, mode in modes:
            module.training = mode
    return steps


def same_conv(in_channels, out_channels, kernel_size, dims, dilation=1):
    before, more = divmod(dilation * (kernel_size - 1), 2)
    pad = {1: nn.ConstantPad1d, 2: nn.ConstantPad2d, 3: nn.ConstantPad3d}[dims]
    conv = {1: nn.LazyConv1d, 2: nn.LazyConv2d, 3: nn.LazyConv3d}[dims]
    return nn.Sequential(
        pad((before, before + more) * dims, 0.0), conv(out_channels, kernel_size=kernel_size, dilation=dilation)
    )


def video_stem():
    """Pads with zeros before pooling: after ReLU nothing is below zero, so that this changes no maximum."""
    stem = nn.Sequential()
    stem.append(nn.ZeroPad3d((3, 3, 3, 3, 1, 1)))
    stem.append(nn.LazyConv3d(64, (3, 7, 7), (1, 2, 2), bias=False))
    stem.append(nn.LazyBatchNorm3d())
    stem.append(nn.ReLU(inplace=True))
    stem.append(nn.ZeroPad3d((1, 1, 1, 1, 0, 0)))
    stem.append(nn.MaxPool3d((1, 3, 3), (1, 2, 2)))
    return stem
