"""You clamp the probability before the logarithm. The loss stays finite, but beyond the clamp its gradient is
exactly zero: the answers that are most wrong teach nothing. Start from the logit."""


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    probability = logits.sigmoid().clamp(1e-7, 1 - 1e-7)
    weight = 1.0 if pos_weight is None else pos_weight
    return -(target * probability.log() * weight + (1 - target) * (1 - probability).log()).mean()
