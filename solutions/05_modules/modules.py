"""Modules: a network is a tree of modules. Read README.md, then run: pytest katas/05_modules"""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def named_network(layers: list[tuple[str, nn.Module]]) -> nn.Sequential:
    """Return a Sequential that runs the layers in the order of the list, each under its name.

    Args:
        layers: pairs of a name without a dot and a module; one module may stand under several names.

    Returns:
        A Sequential of these modules themselves, not of copies.

    Raises:
        ValueError: two pairs have the same name.

    Example: [("hidden", nn.Linear(4, 3)), ("relu", nn.ReLU()), ("out", nn.Linear(3, 2))] -> network.hidden is the first
        layer, and state_dict() begins with "hidden.weight", "hidden.bias", "out.weight"
    """
    named = OrderedDict(layers)
    if len(named) < len(layers):
        raise ValueError(f"each name may stand for one layer only: {[name for name, _ in layers]}")
    return nn.Sequential(named)


def grow(network: nn.Sequential, layers: list[nn.Module]) -> None:
    """Append layers to a network, and see to it that no layer of it works in place.

    Args:
        network: a Sequential of one or more layers, some of which, at any depth, may work in place.
        layers: one or more modules, some of which, at any depth, may work in place.

    Returns:
        None: the network itself has grown.

    Example: nn.Sequential(nn.Linear(4, 3)) and [nn.ReLU(inplace=True), nn.Linear(3, 2)] -> the network has the children
        "0", "1", "2", and the ReLU no longer overwrites what the first layer has given
    """
    network.extend(layers)
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False  # type: ignore[assignment]  # a module may have any attribute


class LeNet(nn.Module):
    """Classify images of 32 x 32 pixels by two convolutions and three Linear layers.

    Args:
        in_channels: how many channels an image has.
        classes: how many logits come out for an image.

    Its layers with parameters are conv1, conv2, fc1, fc2 and fc3; README.md lists their sizes.

    Example: LeNet(1, 10)(torch.zeros(25, 1, 32, 32)) -> a tensor of shape (25, 10)
    """

    def __init__(self, in_channels: int, classes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits of a batch.

        Args:
            images: (batch, in_channels, 32, 32).

        Returns:
            (batch, classes).

        Example: see the class
        """
        maps = F.max_pool2d(F.relu(self.conv1(images)), 2)
        maps = F.max_pool2d(F.relu(self.conv2(maps)), 2)
        hidden = F.relu(self.fc1(maps.flatten(1)))
        logits: Tensor = self.fc3(F.relu(self.fc2(hidden)))
        return logits


class Stack(nn.Module):
    """Let x pass through a number of Linear layers, each of which adds to it: x becomes x + relu(layer(x)).

    Args:
        features: how many features x has, before and after each layer.
        depth: how many layers there are, 1 or more.

    The layers are the children "0", "1" and so on of a child named layers, each with weights of its own.

    Example: Stack(3, 2) has the parameters layers.0.weight, layers.0.bias, layers.1.weight and layers.1.bias
    """

    def __init__(self, features: int, depth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(features, features) for _ in range(depth))

    def forward(self, x: Tensor) -> Tensor:
        """Return x after all layers.

        Args:
            x: (batch, features).

        Returns:
            The shape of x.

        Example: with depth = 1, a weight of [[2.]] and a bias of [1.], [[3.], [-3.]] -> [[10.], [-3.]]
        """
        for layer in self.layers:
            x = x + torch.relu(layer(x))
        return x


class RunningScale(nn.Module):
    """Divide each feature by its largest absolute value in training so far, 1 or more, and multiply it by a gain.

    Args:
        features: how many features an input has.

    The parameter gain and the buffer largest have the shape (features,), and begin as ones.

    Example: RunningScale(2) in training mode, inputs [[1., -4.], [2., 0.]] -> [[0.5, -1.], [1., 0.]], and largest is
        [2., 4.]; in eval mode the input [[4., 4.]] then gives [[2., 1.]]
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.largest: Tensor
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x: Tensor) -> Tensor:
        """Return x divided by largest and multiplied by gain; in training mode, bring largest up to date first.

        Args:
            x: (batch, features).

        Returns:
            The shape of x.

        Example: see the class
        """
        if self.training:
            self.largest = torch.maximum(self.largest, x.detach().abs().amax(dim=0))
        return x / self.largest * self.gain


def functional_forward(network: nn.Sequential, inputs: Tensor) -> Tensor:
    """Return what the network gives for these inputs, without running any module.

    Args:
        network: a Sequential of Conv2d, Linear, ReLU, MaxPool2d and Flatten layers.
        inputs: what the network takes: (batch, features) or (batch, channels, height, width).

    Returns:
        The network's output, connected to the inputs and to the network's own parameters for autograd.

    Example: nn.Sequential(linear, nn.ReLU()) -> F.relu(F.linear(inputs, linear.weight, linear.bias))
    """
    x = inputs
    for layer in network:
        x = _run(layer, x)
    return x


def _run(layer: nn.Module, x: Tensor) -> Tensor:
    match layer:
        case nn.Conv2d():
            return F.conv2d(x, layer.weight, layer.bias, layer.stride, layer.padding, layer.dilation, layer.groups)
        case nn.Linear():
            return F.linear(x, layer.weight, layer.bias)
        case nn.MaxPool2d():
            return F.max_pool2d(x, layer.kernel_size, layer.stride, layer.padding)
        case nn.ReLU():
            return F.relu(x)
    return x.flatten(1)


def parameter_table(model: nn.Module) -> list[tuple[str, str, int, int]]:
    """Return a row for each module of the model, with how many numbers it has to learn.

    Args:
        model: any network; modules and parameters of it may stand in several places, and some may be frozen.

    Returns:
        A row for each module, in the order of named_modules(): its path, the name of its class, and the elements in the
        parameters of its own (not of its children), first of those that require grad, then of the others.

    Example: nn.Sequential(nn.Linear(3, 2), nn.ReLU()) -> [("", "Sequential", 0, 0), ("0", "Linear", 8, 0),
        ("1", "ReLU", 0, 0)]
    """
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters(recurse=False) if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, sum(parameter.numel() for parameter in own) - trainable))
    return rows


def freeze(model: nn.Module, path: str) -> None:
    """Freeze one part of a model: it works as in eval mode, and training changes nothing in it.

    Args:
        model: any network, in training mode; its parameters may hold gradients.
        path: of the part, as in named_modules(); "" is the model itself.

    Returns:
        None: the model itself is changed.

    Raises:
        AttributeError: the model has no module at this path.

    Example: nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1)), path "0" -> optimizers change the parameters 1.weight and
        1.bias only
    """
    part = model.get_submodule(path)
    part.eval()
    for parameter in part.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None


def replace_head(model: nn.Module, optimizer: torch.optim.Optimizer, classes: int) -> None:
    """Replace the last Linear layer of a model by a new one for other classes, which this optimizer trains.

    Args:
        model: a network with Linear layers inside it, at any depth; the last one in named_modules() is the head.
        optimizer: any that keeps its state by parameter (not LBFGS); it holds each of the model's parameters, in one or
            more groups, and may have made steps.
        classes: how many logits the new head gives.

    Returns:
        None: model and optimizer themselves are changed.

    Example: nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)), 5 classes -> the last layer is a new
        nn.Linear(3, 5), and optimizer.step() updates it
    """
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    like = {"device": old.weight.device, "dtype": old.weight.dtype}
    new = nn.Linear(old.in_features, classes, bias=old.bias is not None, **like)
    model.set_submodule(path, new)
    followers = {old.weight: new.weight, old.bias: new.bias}
    for group in optimizer.param_groups:
        group["params"] = [followers.get(parameter, parameter) for parameter in group["params"]]
    for parameter in followers:
        optimizer.state.pop(parameter, None)
