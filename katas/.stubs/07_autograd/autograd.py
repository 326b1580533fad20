"""Autograd: teach it an operation of your own. Read README.md, then run: pytest katas/07_autograd"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, autograd, nn


def finite_difference(f: Callable[[Tensor], Tensor | float], x: Tensor, step: float) -> Tensor:
    """Return the gradient of f at x as numbers tell it: the central difference for each entry of x.

    Args:
        f: maps a tensor of the shape of x to a scalar tensor or a Python number; no gradient can be asked of it.
        x: any shape, in any memory layout, floating point; may require grad.
        step: how far to go to either side, greater than 0.

    Returns:
        The shape and dtype of x, without a graph.

    Example: f gives (x**3).sum(), x = [1., 2.], step 0.1 -> [3.01, 12.01]
    """
    # TODO: For each entry, move it a step to either side in copies of x, and divide the difference of f by both steps.
    raise NotImplementedError("finite_difference: not written yet")


def straight_through_round(x: Tensor) -> Tensor:
    """Return x rounded to whole numbers, with the gradient of a function that returns x unchanged.

    Args:
        x: any shape, floating point.

    Returns:
        The shape and dtype of x, rounded as by torch.round; the gradient passes to x as it comes.

    Example: [0.4, 0.6, 2.5] -> [0., 1., 2.]; for the loss (y * [1, 10, 100]).sum() x.grad is [1., 10., 100.]
    """
    # TODO: Round x, and let the gradient pass as if nothing had been rounded.
    raise NotImplementedError("straight_through_round: not written yet")


class Swish(autograd.Function):
    """Multiply each entry of a tensor by its sigmoid, with a backward pass of your own: y = Swish.apply(x).

    x may have any shape and memory layout, in floating point; y has its shape and dtype.

    Example: x = [0., 2.] -> y = [0., 1.7616]; for the loss (y * [1, 10]).sum() x.grad is [0.5, 10.9078]
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        """Return x * sigmoid(x), and keep for backward what it will need.

        Args:
            ctx: the place to keep it, one for each call of Swish.apply.
            x: any shape.

        Returns:
            The shape of x.

        Example: see the class
        """
        # TODO: Keep what backward needs in ctx, and compute x * sigmoid(x).
        raise NotImplementedError("forward: not written yet")

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        """Return the gradient of the loss by x, where grad_output is its gradient by y.

        Args:
            ctx: what forward kept.
            grad_output: the shape of y, in any memory layout.

        Returns:
            The shape of x.

        Example: see the class
        """
        # TODO: Multiply grad_output by the derivative, in operations that autograd can differentiate again.
        raise NotImplementedError("backward: not written yet")


class GradientReversal(nn.Module):
    """Return the input as it is, and turn the gradient around on its way back: multiply it by -strength.

    Args:
        strength: 0 or more; an attribute of this name, which may be changed from one call to the next.

    Example: layer = GradientReversal(0.5); layer(x) equals x; for the loss (layer(x) * [1, 10]).sum() x.grad is
        [-0.5, -5.]
    """

    def __init__(self, strength: float) -> None:
        # TODO: Set up the module, and keep the strength.
        raise NotImplementedError("__init__: not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Return the values of x, connected to x by a reversed gradient.

        Args:
            x: any shape, floating point; may require no grad.

        Returns:
            The shape and dtype of x.

        Example: see the class
        """
        # TODO: Pass the values on, and arrange for the gradient to be multiplied by -strength on its way back.
        raise NotImplementedError("forward: not written yet")


def record_activations(model: nn.Module, inputs: Tensor) -> dict[str, Tensor]:
    """Return what each layer of a model gives out in one forward pass, by the layer's name.

    Args:
        model: maps (batch, ...) to (batch, ...); each of its layers gives one tensor.
        inputs: (batch, ...).

    Returns:
        name, as in `named_modules()`, -> a copy of the output, without a graph; one entry for each layer that ran.
        Layers are the modules without children. Of one that ran several times, the last output.

    Example: nn.Sequential(nn.Linear(1, 1), nn.ReLU()) with weight [[1.]] and bias [-2.], inputs [[1.], [5.]]
        -> {"0": [[-1.], [3.]], "1": [[0.], [3.]]}
    """
    # TODO: Hang a hook on each layer, run the model, and take the hooks off again, come what may.
    raise NotImplementedError("record_activations: not written yet")


def per_sample_gradients(model: nn.Module, criterion: nn.Module, inputs: Tensor, target: Tensor) -> dict[str, Tensor]:
    """Return each sample's own gradient of the loss, for each parameter, by parameter name.

    Args:
        model: maps (batch, ...) to (batch, classes), each sample on its own; it must be shown batches, be it of one.
        criterion: maps (batch, classes) and (batch,) to a scalar, the mean over the samples.
        inputs: (batch, ...).
        target: (batch,), class indices.

    Returns:
        name, as in `named_parameters()`, -> (batch, ...), behind the batch axis the parameter's shape, without a graph;
        frozen parameters (`requires_grad` is False) have no entry.

    Example: nn.Linear(1, 2, bias=False) with weight [[0.], [0.]], cross-entropy, inputs [[2.], [4.]], target [0, 0]
        -> {"weight": [[[-1.], [1.]], [[-2.], [2.]]]}
    """
    # TODO: Differentiate the loss of each sample alone, with respect to each parameter that requires grad.
    raise NotImplementedError("per_sample_gradients: not written yet")
