"""You flip the rows, so everything stands on its head. Left to right is the last axis."""

import torch


def flip_pair(image, mask, p):
    if torch.rand(()) < p:
        return image.flip(-2), mask.flip(-2)
    return image, mask
