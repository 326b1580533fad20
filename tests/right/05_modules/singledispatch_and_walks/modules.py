"""add_module, children in a loop, singledispatch, walking paths by hand."""

from functools import singledispatch

import torch
from torch import Tensor, nn


def named_network(layers: list[tuple[str, nn.Module]]) -> nn.Sequential:
    network = nn.Sequential()
    for name, layer in layers:
        if name in network._modules:
            raise ValueError(f"the name {name!r} comes twice")
        network.add_module(name, layer)
    return network


def grow(network: nn.Sequential, layers: list[nn.Module]) -> None:
    def switch_off(module: nn.Module) -> None:
        if hasattr(module, "inplace"):
            module.inplace = False

    for layer in layers:
        network.append(layer)
    network.apply(switch_off)


class LeNet(nn.Module):
    """All steps are children, those without parameters, too."""

    def __init__(self, in_channels: int, classes: int) -> None:
        super().__init__()
        for i, (before, after) in enumerate([(in_channels, 6), (6, 16)], start=1):
            self.add_module(f"conv{i}", nn.Conv2d(before, after, kernel_size=(5, 5)))
            self.add_module(f"act{i}", nn.ReLU())
            self.add_module(f"pool{i}", nn.MaxPool2d(2))
        self.flat = nn.Flatten()
        widths = [16 * 5 * 5, 120, 84, classes]
        for i in (1, 2, 3):
            if i > 1:
                self.add_module(f"bend{i}", nn.ReLU())
            self.add_module(f"fc{i}", nn.Linear(widths[i - 1], widths[i]))

    def forward(self, images: Tensor) -> Tensor:
        for step in self.children():
            images = step(images)
        return images


class Stack(nn.Module):
    def __init__(self, features: int, depth: int) -> None:
        super().__init__()
        self.layers = nn.Module()
        for i in range(depth):
            self.layers.register_module(str(i), nn.Linear(features, features))

    def forward(self, x: Tensor) -> Tensor:
        for i in range(len(self.layers._modules)):
            x = x + self.get_submodule(f"layers.{i}")(x).relu()
        return x


class RunningScale(nn.Module):
    """The buffer is written in place; what autograd keeps is a copy of it."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_parameter("gain", nn.Parameter(torch.ones(features)))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training and len(x):
            self.largest.copy_(self.largest.maximum(x.detach().abs().max(dim=0).values))
        return self.gain * (x / self.largest.clone())


@singledispatch
def _apply(layer: nn.Module, x: Tensor) -> Tensor:
    raise TypeError(f"no function for {layer}")


@_apply.register
def _(layer: nn.Conv2d, x: Tensor) -> Tensor:
    return torch.conv2d(
        x, layer.weight, layer.bias, stride=layer.stride, padding=layer.padding, dilation=layer.dilation,
        groups=layer.groups,
    )  # fmt: skip


@_apply.register
def _(layer: nn.Linear, x: Tensor) -> Tensor:
    y = x @ layer.weight.mT
    return y if layer.bias is None else y + layer.bias


@_apply.register
def _(layer: nn.ReLU, x: Tensor) -> Tensor:
    return torch.relu(x)


@_apply.register
def _(layer: nn.MaxPool2d, x: Tensor) -> Tensor:
    return torch.max_pool2d(x, layer.kernel_size, layer.stride, layer.padding)


@_apply.register
def _(layer: nn.Flatten, x: Tensor) -> Tensor:
    return torch.flatten(x, layer.start_dim, layer.end_dim)


def functional_forward(network: nn.Sequential, inputs: Tensor) -> Tensor:
    for position in range(len(network)):
        inputs = _apply(network[position], inputs)
    return inputs


def parameter_table(model: nn.Module) -> list[tuple[str, str, int, int]]:
    rows = {path: [path, module.__class__.__name__, 0, 0] for path, module in model.named_modules()}
    for name, parameter in model.named_parameters():  # each once, at its first path
        owner = name.rpartition(".")[0]
        rows[owner][2 if parameter.requires_grad else 3] += parameter.numel()
    return [tuple(row) for row in rows.values()]


def freeze(model: nn.Module, path: str) -> None:
    part = model
    for name in path.split(".") if path else []:
        if name not in part._modules or part._modules[name] is None:
            raise AttributeError(f"no module at {path!r}")
        part = part._modules[name]
    part.train(False)
    for parameter in part.parameters():
        parameter.requires_grad = False
        parameter.grad = None


def replace_head(model: nn.Module, optimizer: torch.optim.Optimizer, classes: int) -> None:
    parent, name = None, ""
    for path, module in model.named_modules():
        if isinstance(module, nn.Linear):
            prefix, _, name = path.rpartition(".")
            parent = model.get_submodule(prefix)
    old = getattr(parent, name)
    new = nn.Linear(old.in_features, classes, bias=old.bias is not None).to(old.weight)
    setattr(parent, name, new)
    for key, was in old.named_parameters():
        for group in optimizer.param_groups:
            for i, held in enumerate(group["params"]):
                if held is was:
                    group["params"][i] = getattr(new, key)
        optimizer.state.pop(was, None)
    if hasattr(optimizer, "_numel_cache"):  # LBFGS: what it remembers has the old number of elements
        optimizer._numel_cache = None
        optimizer.state.clear()
