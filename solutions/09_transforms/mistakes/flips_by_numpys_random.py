"""Whether to flip is up to NumPy's random numbers, which torch.manual_seed does not set: no run can be repeated. Ask
torch."""

import numpy as np
from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    def flip(image):
        return transforms.functional.hflip(image) if np.random.rand() < 0.5 else image

    varied = [transforms.RandomCrop(size, padding=padding), transforms.Lambda(flip)] if training else []
    return transforms.Compose([*varied, *prepared])
