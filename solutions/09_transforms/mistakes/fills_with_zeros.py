"""You fill the square with zeros, but which colour 0 is depends on how the image is normalized. The colour wanted is
in fill."""

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = int(torch.randint(height - self.size + 1, ()))
        left = int(torch.randint(width - self.size + 1, ()))
        covered = image.clone()
        covered[:, top : top + self.size, left : left + self.size] = 0
        return covered
