"""Axes are added until there are enough, so a sample that lacks more than the batch axis passes too, and goes wrong
later: only one axis may be missing, for anything else raise ValueError."""


def as_batch(sample, sample_dims):
    if sample.dim() > sample_dims + 1:
        raise ValueError(f"too many axes: {tuple(sample.shape)}")
    while sample.dim() <= sample_dims:
        sample = sample.unsqueeze(0)
    return sample
