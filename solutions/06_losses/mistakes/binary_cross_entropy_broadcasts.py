"""You do not compare the shapes, and what broadcasts is taken: between (4, 1) and (4,) each logit is held against
each target. Refuse shapes that differ."""

import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    weight = 1.0 if pos_weight is None else pos_weight
    return (target * F.softplus(-logits) * weight + (1 - target) * F.softplus(logits)).mean()
