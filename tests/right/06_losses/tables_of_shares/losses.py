"""Tables of shares: each loss is a sum over classes of share times cost, nothing is left out by indexing."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def mse(prediction: Tensor, target: Tensor) -> Tensor:
    if prediction.size() != target.size():
        raise ValueError("prediction and target must have the same shape")
    difference = (prediction - target).flatten()
    return difference.dot(difference) / difference.numel()


def mean_loss(losses: list[float], sizes: list[float]) -> float:
    means = torch.tensor(losses, dtype=torch.float64)
    counts = torch.tensor(sizes, dtype=torch.float64)
    means = means.masked_fill(counts == 0, 0)
    return ((means * counts).sum() / counts.sum()).item()


def classification_loss(model: nn.Module, inputs: Tensor, target: Tensor) -> Tensor:
    logits = model(inputs)
    return (logits.logsumexp(dim=1) - logits.take_along_dim(target[:, None], dim=1).squeeze(1)).mean()


def sequence_cross_entropy(logits: Tensor, target: Tensor, ignore_index: int = -100) -> Tensor:
    return F.cross_entropy(logits.movedim(2, 1), target, ignore_index=ignore_index)


def binary_cross_entropy(logits: Tensor, target: Tensor, pos_weight: Tensor | None = None) -> Tensor:
    if logits.size() != target.size():
        raise ValueError("logits and target must have the same shape")
    # yes or no is a softmax over two classes, with logits x and 0
    costs = -F.log_softmax(torch.stack((logits, torch.zeros_like(logits)), dim=-1), dim=-1)
    yes = target if pos_weight is None else target * pos_weight
    return (torch.stack((yes, 1 - target), dim=-1) * costs).sum(dim=-1).mean()


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    classes = logits.shape[1]
    columns = torch.arange(classes, device=logits.device)
    counts = (target != ignore_index)[:, None]
    right = (target[:, None] == columns) & counts
    shares = counts * (right * (1 - label_smoothing) + label_smoothing / classes)
    shares = shares.to(logits.dtype)
    right = right.to(logits.dtype)
    if weight is not None:
        shares, right = shares * weight, right * weight
    costs = logits.logsumexp(dim=1, keepdim=True) - logits
    return torch.where(shares > 0, shares * costs, 0).sum() / right.sum()
