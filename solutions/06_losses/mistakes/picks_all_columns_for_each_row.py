"""losses[:, target] picks the columns of all targets in every row: (batch, batch) numbers, and their mean is a loss
that compares each sample with the targets of all. Pick one number in each row."""


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    counts = target != ignore_index
    logits, target = logits[counts], target[counts]
    classes = logits.shape[1]
    weight = logits.new_ones(classes) if weight is None else weight
    losses = logits.logsumexp(dim=1, keepdim=True) - logits
    smooth = (losses * weight).sum(dim=1).sum() * label_smoothing / classes
    right = (losses[:, target] * weight[target]).mean() * len(target) * (1 - label_smoothing)
    return (right + smooth) / weight[target].sum()
