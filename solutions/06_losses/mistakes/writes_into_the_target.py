"""You write into the caller's target, so that its marks are gone: when the next epoch brings the same batch, what
was to be ignored counts as class 0. Change a copy."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    target[~counts] = 0
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    shares = (1 - label_smoothing) * F.one_hot(target, classes).to(logits) + label_smoothing / classes
    return (shares * weight * losses)[counts].sum() / weight[target][counts].sum()
