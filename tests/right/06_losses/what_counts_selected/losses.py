"""Selecting what counts, log_softmax and gather; PyTorch's own losses where they are allowed."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def _same_shape(first: Tensor, second: Tensor) -> None:
    if first.shape != second.shape:
        raise ValueError(f"shapes differ: {tuple(first.shape)} and {tuple(second.shape)}")


def mse(prediction: Tensor, target: Tensor) -> Tensor:
    _same_shape(prediction, target)
    return F.mse_loss(prediction, target)


def mean_loss(losses: list[float], sizes: list[float]) -> float:
    counted = [(loss, size) for loss, size in zip(losses, sizes, strict=True) if size > 0]
    return float(math.fsum(loss * size for loss, size in counted) / math.fsum(size for _, size in counted))


def classification_loss(model: nn.Module, inputs: Tensor, target: Tensor) -> Tensor:
    return nn.CrossEntropyLoss()(model(inputs), target)


def sequence_cross_entropy(logits: Tensor, target: Tensor, ignore_index: int = -100) -> Tensor:
    keep = target != ignore_index
    return F.nll_loss(logits[keep].log_softmax(dim=-1), target[keep])


def binary_cross_entropy(logits: Tensor, target: Tensor, pos_weight: Tensor | None = None) -> Tensor:
    _same_shape(logits, target)
    zero = torch.zeros_like(logits)
    yes, no = torch.logaddexp(zero, -logits), torch.logaddexp(zero, logits)
    if pos_weight is not None:
        yes = yes * pos_weight
    return (target * yes + (1 - target) * no).mean()


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    keep = target != ignore_index
    labels = target[keep].unsqueeze(1)
    costs = -logits[keep].log_softmax(dim=1)
    weights = logits.new_ones(logits.shape[1]) if weight is None else weight
    counts = weights[labels]
    total = (1 - label_smoothing) * (costs.gather(1, labels) * counts).sum()
    if label_smoothing:
        total = total + label_smoothing / logits.shape[1] * (costs @ weights).sum()
    return total / counts.sum()
