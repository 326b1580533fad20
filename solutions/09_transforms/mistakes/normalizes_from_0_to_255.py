"""The image is normalized by the mean of numbers from 0 to 1, but its numbers go up to 255, so it comes out a few
hundred times too large. ToDtype scales only when it is asked to."""

import torch
from torchvision.transforms import v2


def make_transform(size, padding, mean, std, training):
    prepared = [v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize(mean, std), v2.ToPureTensor()]
    varied = [v2.RandomCrop(size, padding=padding), v2.RandomHorizontalFlip()] if training else []
    return v2.Compose([*varied, *prepared])
