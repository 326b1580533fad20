"""You cover a square in every image. With probability 1 - p an image stays as it is."""

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        height, width = image.shape[1:]
        top = int(torch.randint(height - self.size + 1, ()))
        left = int(torch.randint(width - self.size + 1, ()))
        covered = image.clone()
        fill = torch.tensor(self.fill, dtype=image.dtype)[:, None, None]
        covered[:, top : top + self.size, left : left + self.size] = fill
        return covered
