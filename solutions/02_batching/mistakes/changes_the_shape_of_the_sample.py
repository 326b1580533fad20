"""A method whose name ends in an underscore changes the tensor itself, so the sample that you were given has another
shape afterwards: make a new view instead."""


def as_batch(sample, sample_dims):
    if sample.dim() == sample_dims:
        return sample.unsqueeze_(0)
    if sample.dim() == sample_dims + 1:
        return sample
    raise ValueError(f"no sample and no batch: {tuple(sample.shape)}")
