"""The old head itself gets new numbers; hooks outlast train(); settings are read from __dict__."""

import torch
import torch.nn.functional as F
from torch import nn


def named_network(layers):
    network = nn.Sequential()
    for name, layer in layers:
        if name in dict(network._modules):
            raise ValueError(f"there is a {name} already")
        setattr(network, name, layer)
    return network


def grow(network, layers):
    network.extend(nn.ModuleList(layers))
    for _, module in network.named_modules():
        vars(module).update({key: False for key in vars(module) if key == "inplace"})


class LeNet(nn.Module):
    def __init__(self, in_channels, classes):
        super().__init__()
        layers = zip(
            ("conv1", "conv2", "fc1", "fc2", "fc3"),
            (nn.Conv2d, nn.Conv2d, nn.Linear, nn.Linear, nn.Linear),
            ((in_channels, 6, 5), (6, 16, 5), (400, 120), (120, 84), (84, classes)),
            strict=True,
        )
        for name, kind, sizes in layers:
            self._modules[name] = kind(*sizes)

    def forward(self, images):
        for layer in (self.conv1, self.conv2):
            images = layer(images).relu()
            images = images.unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))
        features = images.reshape(-1, 400)
        return self.fc3(self.fc2(self.fc1(features).relu()).relu())


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = nn.Module()
        for index in range(depth):
            self.layers.register_module(str(index), nn.Linear(features, features))
        self.depth = depth

    def forward(self, x):
        for index in range(self.depth):
            x = x + self.layers.get_submodule(str(index))(x).relu_()
        return x


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        largest = self.largest.clone()
        if self.training:
            for row in x.detach():
                largest = torch.maximum(largest, row.abs())
            self.largest.copy_(largest)
        return x / largest * self.gain


def functional_forward(network, inputs):
    x = inputs
    for layer in network:
        known = {key: layer.__dict__[key] for key in ("stride", "padding", "dilation", "groups") if key in vars(layer)}
        weights = [layer._parameters[name] for name in ("weight", "bias") if name in layer._parameters]
        name = type(layer).__name__
        if name == "Conv2d":
            x = F.conv2d(x, *weights, **known)
        elif name == "MaxPool2d":
            x = F.max_pool2d(x, layer.kernel_size, **known)
        elif name == "Linear":
            weight, bias = weights
            x = x @ weight.T if bias is None else torch.addmm(bias, x, weight.T)
        elif name == "ReLU":
            x = F.relu(x)
        else:
            x = x.reshape(len(x), -1)
    return x


def parameter_table(model):
    owner = {}
    for path, module in model.named_modules():
        for parameter in module.parameters(recurse=False):
            owner.setdefault(parameter, path)

    def count(path, trainable):
        return sum(len(p.flatten()) for p, place in owner.items() if place == path and p.requires_grad is trainable)

    return [
        (path, type(module).__name__, count(path, True), count(path, False)) for path, module in model.named_modules()
    ]


def freeze(model, path):
    part = model.get_submodule(path)
    part.requires_grad_(False)
    part.zero_grad()
    part.eval()
    for module in part.modules():
        module.register_forward_pre_hook(lambda module, _: setattr(module, "training", False))


@torch.no_grad()
def replace_head(model, optimizer, classes):
    head = list(filter(lambda module: isinstance(module, nn.Linear), model.modules()))[-1]
    head.out_features = classes
    for parameter in head.parameters():
        parameter.data = parameter.data.new_empty(classes, *parameter.shape[1:])
        parameter.grad = None
        parameter.requires_grad = True
        optimizer.state.pop(parameter, None)
    head.reset_parameters()
