"""Convolution and pooling by unfolding, heads by type(head), groups rebuilt through zip, settings in a match."""

import torch
import torch.nn as nn
import torch.nn.functional as F


def named_network(layers):
    layers = dict(reversed(layers)) if len({n for n, _ in layers}) == len(layers) else None
    if layers is None:
        raise ValueError("twice")
    network = nn.Sequential()
    for name in reversed(layers):
        network.add_module(name, layers[name])
    return network


def grow(network, layers):
    network.extend(nn.Sequential(*layers) if len(set(layers)) == len(layers) else layers)
    stack = [network]
    while stack:
        module = stack.pop()
        if hasattr(module, "inplace"):
            module.inplace = False
        stack.extend(module.children())


class LeNet(nn.Module):
    def __init__(self, in_channels, classes):
        super().__init__()
        self.conv1 = nn.LazyConv2d(6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.LazyLinear(120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
        with torch.no_grad():
            self(torch.zeros(1, in_channels, 32, 32))

    def forward(self, images):
        x = F.adaptive_max_pool2d(torch.relu_(self.conv1(images)), 14)
        x = F.adaptive_max_pool2d(torch.relu_(self.conv2(x)), 5)
        x = F.leaky_relu(self.fc1(x.flatten(start_dim=1)), 0.0)
        return self.fc3(self.fc2(x).maximum(torch.zeros((), dtype=x.dtype)))


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        layer = nn.Linear(features, features)
        self.layers = nn.ModuleList([layer])
        self.layers.extend([nn.Linear(features, features) for _ in range(1, depth)])

    def forward(self, x):
        return self._from(0, x)

    def _from(self, index, x):
        if index == len(self.layers):
            return x
        y = self.layers[index](x)
        return self._from(index + 1, x + y * (y > 0))


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.empty(features).fill_(1))
        self.register_buffer("largest", None)
        self.largest = torch.ones(features)

    def train(self, mode=True):
        self.measures = mode
        return super().train(mode)

    def forward(self, x):
        if self.training:
            update = x.abs().max(0)[0].data
            self.largest = self.largest + F.relu(update - self.largest)
        return x.mul(self.gain).div(self.largest.clone())


def functional_forward(network, inputs):
    x = inputs
    for layer in network:
        match type(layer).__name__:
            case "Conv2d":
                x = _convolve(x, layer)
            case "MaxPool2d":
                x = F.max_pool2d_with_indices(x, layer.kernel_size, layer.stride, layer.padding)[0]
            case "Linear":
                x = F.linear(x, layer.weight) + (0 if layer.bias is None else layer.bias)
            case "ReLU":
                x = F.threshold(x, 0, 0)
            case _:
                x = x.view(x.shape[0], -1)
    return x


def _convolve(x, layer):
    """Convolve group by group."""
    inputs, weights = x.chunk(layer.groups, 1), layer.weight.chunk(layer.groups, 0)
    parts = [
        F.conv2d(a, w, None, layer.stride, layer.padding, layer.dilation) for a, w in zip(inputs, weights, strict=True)
    ]
    joined = torch.cat(parts, 1)
    return joined if layer.bias is None else joined + layer.bias[:, None, None]


def parameter_table(model):
    left = {id(p): p for p in model.parameters()}
    table = []
    for path, module in model.named_modules():
        own = [left.pop(id(p)) for p in module._parameters.values() if id(p) in left]
        sizes = [torch.tensor([p.numel() for p in own if p.requires_grad is flag]).sum() for flag in (True, False)]
        table.append((path, str(type(module).__name__), *(int(size) for size in sizes)))
    return table


def freeze(model, path):
    if path not in dict(model.named_modules()):
        raise AttributeError(f"{path} is no module")
    inside = model.get_submodule(path)
    for module in inside.modules():
        if module.training:
            module.train(False)
    for parameter in inside.parameters():
        parameter.grad, parameter.requires_grad = None, False


def replace_head(model, optimizer, classes):
    heads = {path: module for path, module in model.named_modules() if isinstance(module, nn.Linear)}
    path, head = heads.popitem()
    factory = {"dtype": head.weight.dtype, "device": head.weight.device}
    new = type(head)(head.in_features, classes, bias=head.bias is not None, **factory)
    new.weight.data.zero_()
    model.set_submodule(path, new)
    old = {id(p): name for name, p in head.named_parameters()}
    for group in optimizer.param_groups:
        group["params"][:] = [getattr(new, old[id(p)]) if id(p) in old else p for p in group["params"]]
    kept = {p: state for p, state in optimizer.state.items() if id(p) not in old}
    optimizer.state.clear()
    optimizer.state.update(kept)
