"""Modes: train() and eval() change what layers do. Read README.md, then run: pytest katas/10_modes"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


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
    # TODO: In training mode, toss a coin for each element and scale what is kept by 1 / (1 - p).
    raise NotImplementedError("dropout: not written yet")


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
    # TODO: In training mode, toss a coin for each channel of each sample, and let the other axes follow it.
    raise NotImplementedError("dropout_channels: not written yet")


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
        # TODO: Make the parameters weight and bias, and the buffers running_mean and running_var.
        raise NotImplementedError("__init__: not written yet")

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
        # TODO: Choose the statistics by self.training; in training mode, move the running ones towards the batch's.
        raise NotImplementedError("forward: not written yet")


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
    # TODO: Note each module's mode, switch to eval mode, run without a graph, and put every mode back.
    raise NotImplementedError("predict: not written yet")


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
    # TODO: In eval mode and without a graph, count the samples and those whose largest logit is the target's.
    raise NotImplementedError("evaluate: not written yet")


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
    # TODO: Put everything into eval mode but the dropout layers, stack several passes, and put every mode back.
    raise NotImplementedError("monte_carlo: not written yet")


def freeze_statistics(model: nn.Module) -> None:
    """Let each BatchNorm layer normalize by its running statistics from now on, and never change them again.

    Args:
        model: holds BatchNorm1d, BatchNorm2d and BatchNorm3d layers at any depth, and others.

    Returns:
        None; the model itself is changed.

    Example: after model.train() a BatchNorm layer of the model gives the same output as in eval mode, and Dropout drops
    """
    # TODO: Find the BatchNorm layers and see to it that a later train() does not reach them.
    raise NotImplementedError("freeze_statistics: not written yet")
