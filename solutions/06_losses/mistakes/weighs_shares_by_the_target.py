"""You weigh a smoothed sample as a whole by the weight of its target. Each class's share is weighed by the weight of
that class; only what you divide by is about the targets."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    logits, target = logits[counts], target[counts]
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    shares = (1 - label_smoothing) * F.one_hot(target, classes).to(logits) + label_smoothing / classes
    return ((shares * losses).sum(dim=1) * weight[target]).sum() / weight[target].sum()
