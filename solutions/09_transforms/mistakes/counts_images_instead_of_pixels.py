"""You average over images, so a pixel of a small image counts more than one of a large image. Add up sums, and
divide by the number of pixels at the end."""

import torch


def channel_statistics(dataset):
    means = torch.stack([image.double().mean(dim=(1, 2)) for image, _ in dataset])
    squares = torch.stack([image.double().square().mean(dim=(1, 2)) for image, _ in dataset])
    mean = means.mean(dim=0)
    return mean.tolist(), (squares.mean(dim=0) - mean**2).clamp(min=0).sqrt().tolist()
