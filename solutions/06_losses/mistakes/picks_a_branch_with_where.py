"""where picks the branch that is finite, but the backward pass runs through both: inf from the other one times 0 is
nan. Your loss is right, and one large logit ruins all weights."""

import torch


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")

    def softplus(x):
        return torch.where(x > 0, x + torch.log1p(torch.exp(-x)), torch.log1p(torch.exp(x)))

    weight = 1.0 if pos_weight is None else pos_weight
    return (target * softplus(-logits) * weight + (1 - target) * softplus(logits)).mean()
