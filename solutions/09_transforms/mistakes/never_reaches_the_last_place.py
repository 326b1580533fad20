"""You draw from one place too few: the square never touches the lower and the right border, and one as large as the
image fails. In 5 pixels a square of side 3 can begin at 3 places."""

import torch


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = int(torch.randint(max(height - self.size, 1), ()))
        left = int(torch.randint(max(width - self.size, 1), ()))
        covered = image.clone()
        fill = torch.tensor(self.fill, dtype=image.dtype)[:, None, None]
        covered[:, top : top + self.size, left : left + self.size] = fill
        return covered
