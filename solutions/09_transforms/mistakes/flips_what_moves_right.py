"""Whether to flip is read off from how far the image moves, so each move is seen in one of two ways only. Draw it on
its own."""

import torch
from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    def vary(image):
        top, left = torch.randint(2 * padding + 1, (2,)).tolist()
        image = transforms.functional.crop(transforms.functional.pad(image, [padding]), top, left, *size)
        return transforms.functional.hflip(image) if (top + left) % 2 else image

    return transforms.Compose([*([transforms.Lambda(vary)] if training else []), *prepared])
