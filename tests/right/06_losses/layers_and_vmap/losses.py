"""PyTorch's layers and losses where they are allowed, also unusual ones; torch.vmap where they are not."""

import torch
import torch.nn.functional as F
from torch import nn


def mse(prediction, target):
    if not prediction.shape == target.shape:
        raise ValueError(f"{prediction.shape} is not {target.shape}")
    return nn.MSELoss(reduction="sum")(prediction, target).div(prediction.numel())


def mean_loss(losses, sizes):
    pairs = torch.tensor([losses, sizes])
    losses, sizes = pairs[:, pairs[1] != 0]
    return (losses @ sizes / sizes.sum()).item()


def classification_loss(model, inputs, target):
    log_probabilities = nn.LogSoftmax(dim=1)(model(inputs))
    # Of log-probabilities, the logsumexp is 0: cross_entropy takes them for the logits that they are.
    return F.cross_entropy(log_probabilities, target)


def sequence_cross_entropy(logits, target, ignore_index=-100):
    kept = (target != ignore_index).flatten()
    rows = logits.reshape(-1, logits.shape[-1])[kept].log_softmax(-1)
    wanted = F.one_hot(target.flatten()[kept], logits.shape[-1]).to(rows)
    return F.kl_div(rows, wanted, reduction="batchmean")


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes")
    weight = torch.ones((), dtype=logits.dtype) if pos_weight is None else pos_weight
    # As PyTorch has it: the loss of no is the loss of yes plus the logit.
    return torch.addcmul((1 - target) * logits, 1 + (weight - 1) * target, nn.Softplus()(-logits)).mean()


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    classes = logits.size(1)
    if weight is None:
        weight = torch.full((classes,), 1.0, dtype=logits.dtype)
    counts = target.ne(ignore_index)

    def sample(row, index, counted):
        costs = row.logsumexp(0) - row
        right = torch.arange(classes) == index
        own = torch.where(right, costs * weight, 0).sum()
        all_ = torch.dot(costs, weight) / classes
        loss = own + label_smoothing * (all_ - own)
        return torch.where(counted, loss, 0), torch.where(counted, torch.where(right, weight, 0).sum(), 0)

    sums, weights = torch.vmap(sample)(logits, target.where(counts, 0), counts)
    return sums.sum() / weights.sum()
