"""Modes: train() and eval() change what layers do. Read README.md, then run: pytest katas/10_modes"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import MethodType

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd


def dropout(x: Tensor, p: float, training: bool) -> Tensor:
    """Return x with each element dropped with probability p and the others scaled up in training mode, else x.

    Args:
        x: any shape, in any memory layout.
        p: the probability that an element becomes zero, from 0 to 1.
        training: whether to drop anything at all.

    Returns:
        The shape, dtype and device of x, connected to x for autograd.

    Example: [1., 2., 3., 4.], p = 0.2, training -> [1.25, 2.5, 0., 5.], where the third element was dropped
    """
    if not training:
        return x
    kept = torch.rand(x.shape, device=x.device) >= p
    return x * kept * _scale(p)


def _scale(p: float) -> float:
    return 1 / (1 - p) if p < 1 else 0.0


def dropout_channels(x: Tensor, p: float, training: bool) -> Tensor:
    """Return x with each channel of each sample dropped as a whole with probability p in training mode, else x.

    Args:
        x: (batch, channels, ...), with one or more axes after the channels, in any memory layout.
        p: the probability that a channel of a sample becomes zero, from 0 to 1.
        training: whether to drop anything at all.

    Returns:
        The shape, dtype and device of x, connected to x for autograd; channels that are kept are scaled up.

    Example: [[[1., 2.], [3., 4.]]], p = 0.2, training -> [[[0., 0.], [3.75, 5.]]], where channel 0 was dropped
    """
    if not training:
        return x
    kept = torch.rand(x.shape[:2], device=x.device) >= p
    return x * kept.reshape(*x.shape[:2], *[1] * (x.dim() - 2)) * _scale(p)


class BatchNorm(nn.Module):
    """Normalize each feature: by the batch's own mean and variance in training mode, by running ones in eval mode.

    Args:
        num_features: how many features an input has.
        eps: added to the variance before its root is taken.
        momentum: how far the running statistics move towards those of a batch: 0 not at all, 1 all the way.

    The parameters weight and bias begin as ones and zeros, the buffers running_mean and running_var as zeros and ones.

    Example: BatchNorm(1) in training mode, inputs [[1.], [3.]] -> [[-1.], [1.]], and then running_mean is [0.2] and
        running_var [1.1]; in eval mode the input [[3.]] then gives [[2.67]]
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight, self.bias = nn.Parameter(torch.ones(num_features)), nn.Parameter(torch.zeros(num_features))
        self.running_mean: Tensor
        self.running_var: Tensor
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalized input, scaled by weight and shifted by bias.

        Args:
            x: (batch, features) or (batch, features, length), in any memory layout.

        Returns:
            The shape of x.

        Raises:
            ValueError: in training mode, if there is only one value for each feature.

        Example: see the class
        """
        axes = [0, *range(2, x.dim())]
        column = (-1, *[1] * (x.dim() - 2))  # one number for each feature, to stand beside the other axes
        mean, var = self.running_mean, self.running_var
        if self.training:
            count = x.numel() // x.shape[1]
            if count == 1:
                raise ValueError("one value for each feature has no variance: batch norm is trained on more")
            mean, var = x.mean(axes), x.var(axes, correction=0)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(var * count / (count - 1), self.momentum)
        normal = (x - mean.reshape(column)) / torch.sqrt(var + self.eps).reshape(column)
        return normal * self.weight.reshape(column) + self.bias.reshape(column)


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    """Put the model into eval mode, and afterwards each of its modules into the mode it was in."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


def predict(model: nn.Module, inputs: Tensor) -> Tensor:
    """Return the model's logits in eval mode, without a graph, and leave the model as it was.

    Args:
        model: maps (batch, features) to (batch, classes); each of its modules is in training or in eval mode.
        inputs: (batch, features).

    Returns:
        (batch, classes).

    Example: a model with a Dropout layer in training mode gives the same logits in each call, and still is in training
        mode afterwards
    """
    with _evaluating(model), torch.no_grad():
        logits: Tensor = model(inputs)
    return logits


def evaluate(model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    """Return the share of samples that the model classifies correctly in eval mode, and leave the model as it was.

    Args:
        model: maps (batch, features) to logits (batch, classes); each of its modules is in training or in eval mode.
        batches: pairs of inputs (batch, features) and target (batch,), class indices; batch is 1 or more and differs
            between pairs; can be gone through once.

    Returns:
        A Python float from 0 to 1, in which each sample counts the same.

    Example: 4 of 4 samples right in one batch and 0 of 1 in another -> 0.8
    """
    correct = samples = 0
    with _evaluating(model), torch.inference_mode():
        for inputs, target in batches:
            correct += int((model(inputs).argmax(dim=1) == target).sum())
            samples += len(target)
    return correct / samples


def monte_carlo(model: nn.Module, inputs: Tensor, samples: int) -> Tensor:
    """Return the logits of several passes in which only the dropout layers are in training mode.

    Args:
        model: maps (batch, features) to (batch, classes); each of its modules is in training or in eval mode.
        inputs: (batch, features).
        samples: how often dropout is drawn, 1 or more.

    Returns:
        (samples, batch, classes), of the dtype of the logits, without a graph.

    Example: nn.Dropout(0.5) as the model, inputs [[1., 2.]], 3 samples -> for instance [[[2., 0.]], [[0., 0.]],
        [[2., 4.]]]
    """
    with _evaluating(model), torch.no_grad():
        for module in model.modules():
            if isinstance(module, _DropoutNd):
                module.train()
        return torch.stack([model(inputs) for _ in range(samples)])


def freeze_statistics(model: nn.Module) -> None:
    """Let each BatchNorm layer normalize by its running statistics from now on, and never change them again.

    Args:
        model: holds BatchNorm1d, BatchNorm2d and BatchNorm3d layers at any depth, and others.

    Returns:
        None; the model itself is changed.

    Example: after model.train() a BatchNorm layer of the model gives the same output as in eval mode, and Dropout drops
    """
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
            module.train = MethodType(_stay, module)  # type: ignore[method-assign]  # of this layer alone


def _stay(module: nn.Module, mode: bool = True) -> nn.Module:  # noqa: ARG001
    """Stand in for a module's train()."""
    return module
