"""You multiply the loss of no by pos_weight. "Pos" is for positive: it belongs to the loss of yes."""

import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    weight = 1.0 if pos_weight is None else pos_weight
    return (target * F.softplus(-logits) + (1 - target) * F.softplus(logits) * weight).mean()
