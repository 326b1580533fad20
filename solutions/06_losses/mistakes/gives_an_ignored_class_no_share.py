"""Where ignore_index is a class, you give that class no share of the smoothing. Samples with this target are
ignored, but for all other samples it is a class as any other."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    logits, target = logits[counts], target[counts]
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    shares = (1 - label_smoothing) * F.one_hot(target, classes).to(logits) + label_smoothing / classes
    if 0 <= ignore_index < classes:
        shares[:, ignore_index] = 0
    return (shares * weight * losses).sum() / weight[target].sum()
