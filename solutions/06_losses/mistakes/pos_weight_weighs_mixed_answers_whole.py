"""You multiply the whole loss of an answer that is more yes than no. A target of 0.7 is seven parts yes and three
parts no, and pos_weight is for the seven."""

import torch
import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    weight = torch.ones_like(logits) if pos_weight is None else torch.where(target > 0.5, pos_weight, 1.0)
    return ((target * F.softplus(-logits) + (1 - target) * F.softplus(logits)) * weight).mean()
