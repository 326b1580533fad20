"""You draw while you make the function, so it does the same to every image. Draw in each call."""

import torch
from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    top, left, flip = *torch.randint(2 * padding + 1, (2,)).tolist(), torch.rand(()) < 0.5

    def vary(image):
        image = transforms.functional.crop(transforms.functional.pad(image, [padding]), top, left, *size)
        return transforms.functional.hflip(image) if flip else image

    return transforms.Compose([*([transforms.Lambda(vary)] if training else []), *prepared])
