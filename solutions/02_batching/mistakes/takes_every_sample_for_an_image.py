"""The number of axes is compared with those of an image, so other samples get no batch axis or are refused: ask
sample_dims."""


def as_batch(sample, sample_dims):
    if sample.dim() == 3:
        return sample.unsqueeze(0)
    if sample.dim() == 4:
        return sample
    raise ValueError(f"no image and no batch of images: {tuple(sample.shape)}")
