"""You flip where the number drawn is larger than p, which it is with probability 1 - p."""

import torch


def flip_pair(image, mask, p):
    if torch.rand(()) > p:
        return image.flip(-1), mask.flip(-1)
    return image, mask
