"""add_module, setattr on the parent, counting by id, names from the state_dict."""

import torch
import torch.nn as nn
import torch.nn.functional as F


def named_network(layers):
    network = nn.Sequential()
    taken = set()
    for name, layer in layers:
        if name in taken:
            raise ValueError(f"{name!r} comes twice")
        taken.add(name)
        network.add_module(name, layer)
    return network


def grow(network, layers):
    for layer in layers:
        network.append(layer)
    network.apply(lambda module: setattr(module, "inplace", False) if getattr(module, "inplace", False) else None)


class LeNet(nn.Module):
    def __init__(self, in_channels, classes):
        super().__init__()
        sizes = {"conv1": (in_channels, 6, 5), "conv2": (6, 16, 5)}
        for name, arguments in sizes.items():
            self.add_module(name, nn.Conv2d(*arguments))
        for index, (before, after) in enumerate([(400, 120), (120, 84), (84, classes)], start=1):
            setattr(self, f"fc{index}", nn.Linear(before, after))
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, images):
        x = self.relu(self.pool(self.conv1(images)))
        x = self.relu(self.pool(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.fc3(x)


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = nn.ModuleList([])
        for _ in range(depth):
            self.layers.append(nn.Linear(features, features))

    def forward(self, x):
        for index in range(len(self.layers)):
            x = torch.add(x, F.relu(self.layers[index](x)))
        return x


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_parameter("gain", nn.Parameter(torch.ones(features)))
        self.register_buffer("largest", torch.ones(features))

    @torch.no_grad()
    def _measure(self, x):
        highest, lowest = x.max(0).values, x.min(0).values
        self.largest = torch.stack([self.largest, highest, -lowest]).amax(0)

    def forward(self, x):
        if self.training:
            self._measure(x)
        return torch.div(x, self.largest).mul(self.gain)


def functional_forward(network, inputs):
    handlers = {
        nn.Conv2d: lambda m, x: F.conv2d(x, m.weight, m.bias, m.stride, m.padding, m.dilation, m.groups),
        nn.Linear: lambda m, x: F.linear(x, m.weight, m.bias),
        nn.ReLU: lambda m, x: x.clamp(min=0),
        nn.MaxPool2d: lambda m, x: F.max_pool2d(x, m.kernel_size, m.stride, m.padding, m.dilation, m.ceil_mode),
        nn.Flatten: lambda m, x: x.flatten(m.start_dim, m.end_dim),
    }
    for module in network.children() if len(set(network)) == len(network) else network:
        inputs = handlers[type(module)](module, inputs)
    return inputs


def parameter_table(model):
    counted = set()
    table = []
    for path, module in model.named_modules():
        counts = [0, 0]
        for _, parameter in module.named_parameters(recurse=False):
            if id(parameter) not in counted:
                counted.add(id(parameter))
                counts[not parameter.requires_grad] += parameter.nelement()
        table.append((path, module.__class__.__name__, *counts))
    return table


def freeze(model, path):
    try:
        part = dict(model.named_modules(remove_duplicate=False))[path]
    except KeyError:
        raise AttributeError(f"no module at {path!r}") from None
    part.train(False).requires_grad_(False).zero_grad(set_to_none=True)


def replace_head(model, optimizer, classes):
    for path, module in model.named_modules():
        if isinstance(module, nn.Linear):
            name, head = path, module
    fresh = nn.Linear(head.in_features, classes, head.bias is not None).to(head.weight)
    parent, _, last = name.rpartition(".")
    setattr(model.get_submodule(parent), last, fresh)
    for kind, old in head.named_parameters():
        for group in optimizer.param_groups:
            for index, parameter in enumerate(group["params"]):
                if parameter is old:
                    group["params"][index] = getattr(fresh, kind)
                    optimizer.state.pop(old, None)
