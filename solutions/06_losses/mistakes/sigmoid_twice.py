"""You take the sigmoid, and a formula that starts from logits takes it once more: a probability of 0 is read as a
logit of 0, which means one half. Hand over the logits."""

import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    probability = logits.sigmoid()
    weight = 1.0 if pos_weight is None else pos_weight
    return (target * F.softplus(-probability) * weight + (1 - target) * F.softplus(probability)).mean()
