"""normalize() subtracts, then divides. You add and then multiply, so the mean is multiplied too. The last step must
be undone first."""

import torch


def denormalize(images, mean, std):
    mean, std = (torch.tensor(each, dtype=images.dtype)[:, None, None] for each in (mean, std))
    return (images + mean) * std
