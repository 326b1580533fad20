"""A sigmoid is rounded to exactly 0 or 1 for large logits, and the logarithm of 0 is -inf: inf and nan follow, in
loss and gradient. There are functions that start from the logit."""


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    probability = logits.sigmoid()
    weight = 1.0 if pos_weight is None else pos_weight
    return -(target * probability.log() * weight + (1 - target) * (1 - probability).log()).mean()
