"""Classes that inherit from containers, ModuleDict, dataclass-like attributes, a subclass of Sequential."""

from collections import Counter

import torch
from torch import nn


class _Named(nn.Sequential):
    pass


def named_network(layers):
    if any(count > 1 for count in Counter(name for name, _ in layers).values()):
        raise ValueError("names must differ")
    network = _Named()
    for name, layer in layers:
        network.register_module(name, layer)
    return network


def grow(network, layers):
    network += nn.Sequential(*layers)

    def switch_off(module):
        if "inplace" in vars(module):
            module.inplace = False
        for child in module.children():
            switch_off(child)

    switch_off(network)


class LeNet(nn.ModuleDict):
    def __init__(self, in_channels, classes):
        layers = [nn.Conv2d(in_channels, 6, 5), nn.Conv2d(6, 16, 5)]
        layers += [nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, classes)]
        super().__init__(dict(zip(["conv1", "conv2", "fc1", "fc2", "fc3"], layers, strict=True)))

    def forward(self, x):
        for name in ("conv1", "conv2"):
            x = nn.MaxPool2d(2)(torch.relu(self[name](x)))
        x = x.reshape(x.size(0), 16 * 5 * 5)
        for name in ("fc1", "fc2"):
            x = torch.relu(self[name](x))
        return self["fc3"](x)


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = nn.Sequential(*(nn.Linear(features, features) for _ in range(depth)))

    def forward(self, x):
        for layer in self.layers.children():
            x = x + layer(x).clamp_min(0)
        return x


class RunningScale(nn.Module):
    gain: nn.Parameter
    largest: torch.Tensor

    def __init__(self, features):
        nn.Module.__init__(self)
        self.largest = nn.Buffer(torch.ones((features,)))
        self.gain = nn.Parameter(self.largest.clone())

    def forward(self, x):
        if self.training:
            with torch.inference_mode(False), torch.no_grad():
                size = torch.linalg.vector_norm(x, float("inf"), dim=0)
                self.largest = torch.where(size > self.largest, size, self.largest)
        return x * (self.gain / self.largest)


def functional_forward(network, inputs):
    x = inputs
    for layer in network:
        if isinstance(layer, nn.Flatten):
            x = torch.flatten(x, start_dim=1)
        elif isinstance(layer, nn.ReLU):
            x = torch.where(x > 0, x, torch.zeros_like(x))
        elif isinstance(layer, nn.MaxPool2d):
            x = torch.max_pool2d(x, layer.kernel_size, layer.stride, layer.padding)
        elif isinstance(layer, nn.Linear):
            x = torch.einsum("...i,oi->...o", x, layer.weight)
            if layer.bias is not None:
                x = x + layer.bias
        else:
            arguments = dict(stride=layer.stride, padding=layer.padding, dilation=layer.dilation, groups=layer.groups)
            x = torch.conv2d(x, layer.weight, **arguments)
            if layer.bias is not None:
                x = x + layer.bias.reshape(-1, 1, 1)
    return x


def parameter_table(model):
    paths = {}
    for name, parameter in model.named_parameters():
        paths.setdefault(name.rpartition(".")[0], []).append(parameter)
    rows = []
    for path, module in model.named_modules():
        own = paths.get(path, [])
        trainable = sum(weight.numel() for weight in own if weight.requires_grad)
        frozen = sum(weight.numel() for weight in own if not weight.requires_grad)
        rows.append((path, module._get_name(), trainable, frozen))
    return rows


def freeze(model, path):
    part = model
    for name in path.split(".") if path else []:
        if name not in part._modules:
            raise AttributeError(name)
        part = part._modules[name]
    for module in part.modules():
        module.training = False
        for parameter in module._parameters.values():
            if parameter is not None:
                parameter.requires_grad = False
                del parameter.grad


def replace_head(model, optimizer, classes):
    head = [module for module in model.modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(head.in_features, classes, bias=head.bias is not None).to(head.weight)
    for module in model.modules():
        for name, child in module.named_children():
            if child is head:
                module._modules[name] = new
    pairs = list(zip(head.parameters(), new.parameters(), strict=True))
    for group in list(optimizer.param_groups):
        for old, young in pairs:
            if any(old is parameter for parameter in group["params"]):
                group["params"] = [parameter for parameter in group["params"] if parameter is not old]
                options = {key: value for key, value in group.items() if key != "params"}
                optimizer.add_param_group({**options, "params": [young]})
                if old in optimizer.state:
                    del optimizer.state[old]
