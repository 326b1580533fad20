"""The place is drawn once and kept, so all images are covered there. Draw in each call."""

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p
        self.top, self.left = torch.rand(2).tolist()

    def __call__(self, image):
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = int(self.top * (height - self.size + 1))
        left = int(self.left * (width - self.size + 1))
        covered = image.clone()
        covered[:, top : top + self.size, left : left + self.size] = torch.tensor(self.fill)[:, None, None]
        return covered
