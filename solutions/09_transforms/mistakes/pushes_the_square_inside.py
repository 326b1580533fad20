"""You draw from the whole image and then push the square inside, so it lies at the border more often than elsewhere.
Draw among the places where it fits."""

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = min(int(torch.randint(height, ())), height - self.size)
        left = min(int(torch.randint(width, ())), width - self.size)
        covered = image.clone()
        fill = torch.tensor(self.fill, dtype=image.dtype)[:, None, None]
        covered[:, top : top + self.size, left : left + self.size] = fill
        return covered
