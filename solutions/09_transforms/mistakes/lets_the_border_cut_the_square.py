"""The square can begin anywhere, and the border then cuts off a part of it. Draw among the places where all of it
fits."""

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = int(torch.randint(height, ()))
        left = int(torch.randint(width, ()))
        covered = image.clone()
        fill = torch.tensor(self.fill, dtype=image.dtype)[:, None, None]
        covered[:, top : top + self.size, left : left + self.size] = fill
        return covered
