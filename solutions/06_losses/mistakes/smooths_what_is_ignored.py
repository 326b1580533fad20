"""You leave ignored samples out of the loss of the right class, but not out of the smoothing: all that is computed
for them must stay outside."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    target = target.masked_fill(~counts, 0)
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    total = weight[target][counts].sum()
    right = (F.one_hot(target, classes) * weight * losses)[counts].sum()
    return (1 - label_smoothing) * right / total + label_smoothing / classes * (weight * losses).sum() / total
