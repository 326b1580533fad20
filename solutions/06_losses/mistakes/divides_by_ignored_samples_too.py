"""What is ignored adds nothing to your sum, but you divide by it: the more is ignored, the smaller is the loss.
Divide by the weights of those that count."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    target = target.masked_fill(~counts, 0)
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    shares = (1 - label_smoothing) * F.one_hot(target, classes).to(logits) + label_smoothing / classes
    return (shares * weight * losses)[counts].sum() / weight[target].sum()
