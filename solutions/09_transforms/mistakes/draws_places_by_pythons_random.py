"""Where the square lies is up to Python's random, which torch.manual_seed does not set: the same seed covers other
places each time. Ask torch."""

import random

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = random.randint(0, height - self.size)
        left = random.randint(0, width - self.size)
        covered = image.clone()
        fill = torch.tensor(self.fill, dtype=image.dtype)[:, None, None]
        covered[:, top : top + self.size, left : left + self.size] = fill
        return covered
