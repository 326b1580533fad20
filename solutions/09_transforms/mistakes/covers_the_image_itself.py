"""You write into the image that you are given. A dataset that keeps its images hands out this one again, with one
square more each time. Cover a copy."""

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
        covered = image
        fill = torch.tensor(self.fill, dtype=image.dtype)[:, None, None]
        covered[:, top : top + self.size, left : left + self.size] = fill
        return covered
