"""Recursion over children, functools, a loop over numbered attributes."""

from functools import partial, reduce

import torch
from torch import nn
from torch.nn.functional import conv2d, linear, max_pool2d, relu


def named_network(layers):
    names, modules = zip(*layers, strict=True)
    if sorted(set(names)) != sorted(names):
        raise ValueError(names)
    return nn.Sequential(dict_of(names, modules))


def dict_of(names, modules):
    from collections import OrderedDict

    return OrderedDict(zip(names, modules, strict=True))


def _calm(module):
    if getattr(module, "inplace", None) is True:
        module.inplace = False
    for child in module.children():
        _calm(child)


def grow(network, layers):
    start = len(network)
    for offset, layer in enumerate(layers):
        network.add_module(f"{start + offset}", layer)
    _calm(network)
    return network


class LeNet(nn.Module):
    def __init__(self, in_channels: int, classes: int):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, kernel_size=(5, 5))
        self.conv2 = nn.Conv2d(6, 16, kernel_size=(5, 5))
        self.fc1, self.fc2, self.fc3 = map(nn.Linear, (400, 120, 84), (120, 84, classes))
        self.squash = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2, 2))
        self.flat = nn.Flatten()

    def forward(self, images):
        steps = [self.conv1, self.squash, self.conv2, self.squash, self.flat, self.fc1, relu, self.fc2, relu, self.fc3]
        return reduce(lambda x, step: step(x), steps, images)


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = nn.ModuleDict({str(index): nn.Linear(features, features) for index in range(depth)})

    def forward(self, x):
        return reduce(lambda x, layer: x + relu(layer(x)), self.layers.values(), x)


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("largest", torch.full((features,), 1.0))
        self.gain = nn.Parameter(torch.full((features,), 1.0))

    def forward(self, x):
        if self.training:
            seen = torch.cat([self.largest[None], x.detach().abs()])
            self.largest = seen.max(dim=0)[0]
        return self.gain * x / self.largest


def _function(layer):
    if isinstance(layer, nn.Conv2d):
        settings = {name: getattr(layer, name) for name in ("stride", "padding", "dilation", "groups")}
        return partial(conv2d, weight=layer.weight, bias=layer.bias, **settings)
    if isinstance(layer, nn.Linear):
        return partial(linear, weight=layer.weight, bias=layer.bias)
    if isinstance(layer, nn.MaxPool2d):
        return partial(max_pool2d, kernel_size=layer.kernel_size, stride=layer.stride, padding=layer.padding)
    if isinstance(layer, nn.ReLU):
        return relu
    return partial(torch.flatten, start_dim=1)


def functional_forward(network, inputs):
    return reduce(lambda x, layer: _function(layer)(x), network, inputs)


def parameter_table(model):
    rows, modules, parameters = [], [], []

    def walk(path, module):
        if any(module is other for other in modules):
            return
        modules.append(module)
        counts = {True: 0, False: 0}
        for parameter in module.parameters(recurse=False):
            if not any(parameter is other for other in parameters):
                parameters.append(parameter)
                counts[parameter.requires_grad] += parameter.numel()
        rows.append((path, type(module).__name__, counts[True], counts[False]))
        for name, child in module._modules.items():
            if child is not None:
                walk(f"{path}.{name}" if path else name, child)

    walk("", model)
    return rows


def freeze(model, path):
    part = model if path == "" else reduce(getattr, path.split("."), model)
    if not isinstance(part, nn.Module):
        raise AttributeError(path)
    part.apply(lambda module: module.train(False))
    for parameter in list(part.parameters()):
        parameter.requires_grad = False
        parameter.grad = None


def replace_head(model, optimizer, classes):
    *_, (path, head) = ((name, module) for name, module in model.named_modules() if type(module) is nn.Linear)
    new = nn.Linear(head.in_features, classes, bias="bias" in dict(head.named_parameters()))
    new.to(device=head.weight.device, dtype=head.weight.dtype)
    *parents, name = path.split(".")
    reduce(getattr, parents, model).register_module(name, new)
    for kind, parameter in head.named_parameters():
        (group,) = (group for group in optimizer.param_groups if any(parameter is one for one in group["params"]))
        place = next(index for index, one in enumerate(group["params"]) if one is parameter)
        group["params"][place] = new.get_parameter(kind)
        optimizer.state.pop(parameter, None)
