"""You add up the samples' losses and divide by nothing: with twice the batch the gradient is twice as long, as if
somebody had doubled the learning rate. Divide by the weights of those that count."""

import torch.nn.functional as F


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    logits, target = logits[counts], target[counts]
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    shares = (1 - label_smoothing) * F.one_hot(target, classes).to(logits) + label_smoothing / classes
    return (shares * weight * losses).sum()
