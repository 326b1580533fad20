"""Losses: raw logits in, one number out. Read README.md, then run: pytest katas/06_losses"""

import torch
from torch import Tensor, nn


def mse(prediction: Tensor, target: Tensor) -> Tensor:
    """Return the mean squared difference of two tensors of the same shape, and refuse any other pair.

    Args:
        prediction: any shape, floating point.
        target: the shape and dtype of prediction.

    Returns:
        A scalar tensor, shape (), of the dtype of prediction and connected to it for autograd.

    Raises:
        ValueError: the shapes differ.

    Example: prediction [[1.], [3.]], target [[1.], [7.]] -> tensor(8.); target [1., 7.] -> ValueError
    """
    # TODO: Refuse shapes that differ, then square and average.
    raise NotImplementedError("mse: not written yet")


def mean_loss(losses: list[float], sizes: list[float]) -> float:
    """Return the mean over all samples of all batches, from the mean loss of each batch.

    Args:
        losses: the mean loss of each batch; nan where its size is 0, and where training has gone wrong.
        sizes: what each mean was divided by: the number of samples that counted, or their weights added up; 0 or more,
            and above 0 for at least one batch.

    Returns:
        The mean as a Python float.

    Example: losses [1.0, 5.0, nan], sizes [3, 1, 0] -> 2.0
    """
    # TODO: Let each batch count by its size, and an empty one not at all.
    raise NotImplementedError("mean_loss: not written yet")


def classification_loss(model: nn.Module, inputs: Tensor, target: Tensor) -> Tensor:
    """Return the mean cross-entropy of a classifier on a batch.

    Args:
        model: maps (batch, features) to logits (batch, classes); in training or in eval mode.
        inputs: (batch, features).
        target: (batch,), int64, class indices.

    Returns:
        A scalar tensor, shape (), of the dtype of the logits and connected to the model's parameters for autograd.

    Example: a model that gives the logits [[2., 1., -1.]], target [0] -> tensor(0.3490)
    """
    # TODO: Run the model, and hand what it gives to the right loss.
    raise NotImplementedError("classification_loss: not written yet")


def sequence_cross_entropy(logits: Tensor, target: Tensor, ignore_index: int = -100) -> Tensor:
    """Return the mean cross-entropy over the positions of all sequences, padding left out.

    Args:
        logits: (batch, time, classes), floating point, in any memory layout; time and classes may be equal.
        target: (batch, time), int64, class indices, and ignore_index at positions that do not count.
        ignore_index: marks padding; any whole number, a class index or not.

    Returns:
        A scalar tensor, shape (), of the dtype of logits and connected to them for autograd.

    Example: logits [[[2., 1., -1.], [0., 0., 0.]]], target [[0, 1]] -> tensor(0.7238); target [[0, -100]] ->
        tensor(0.3490)
    """
    # TODO: Bring the classes to where the loss expects them, and average over all positions that count.
    raise NotImplementedError("sequence_cross_entropy: not written yet")


def binary_cross_entropy(logits: Tensor, target: Tensor, pos_weight: Tensor | None = None) -> Tensor:
    """Return the mean binary cross-entropy of yes-or-no answers, finite for large logits, too.

    Args:
        logits: (batch,) or (batch, labels), floating point, in any memory layout.
        target: the shape and dtype of logits, from 0 (no) to 1 (yes); numbers in between mix both.
        pos_weight: (labels,), or () for logits (batch,), of the dtype of logits: how much the loss of yes is multiplied
            by; None for 1.

    Returns:
        A scalar tensor, shape (), of the dtype of logits and connected to them for autograd; all elements count the
        same but for pos_weight.

    Raises:
        ValueError: logits and target differ in shape.

    Example: logits [2., -1.], target [1., 0.] -> tensor(0.2201), with pos_weight tensor(3.) -> tensor(0.3470)
    """
    # TODO: Refuse shapes that differ; add up the loss of yes and the loss of no by their shares, and average.
    raise NotImplementedError("binary_cross_entropy: not written yet")


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    """Return the weighted mean cross-entropy over the samples that count, finite for large logits, too.

    Args:
        logits: (batch, classes), floating point, in any memory layout.
        target: (batch,), int64, class indices, and ignore_index for samples that do not count.
        weight: (classes,), of the dtype of logits: how much a class counts, above 0; None for 1.
        ignore_index: marks samples that do not count; any whole number, a class index or not.
        label_smoothing: the share of each target that is spread evenly over all classes, from 0 to 1.

    Returns:
        A scalar tensor, shape (), of the dtype of logits and connected to them for autograd.

    Example: logits [[2., 1., -1.], [2., 1., -1.]], target [0, 2] -> tensor(1.8490), and with weight [1., 1., 3.] ->
        tensor(2.5990)
    """
    # TODO: From logsumexp, take the loss of each class; weight, smooth, leave out what is ignored, and average.
    raise NotImplementedError("cross_entropy: not written yet")
