"""What has too few or too many axes passes for a sample or a batch, and goes wrong later, far from its cause: raise
ValueError for it here."""


def as_batch(sample, sample_dims):
    return sample.unsqueeze(0) if sample.dim() == sample_dims else sample
