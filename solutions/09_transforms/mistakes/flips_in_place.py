"""You write the flipped numbers into the caller's own tensors, so the next call gets an image that is flipped
already. Return new ones."""

import torch


def flip_pair(image, mask, p):
    if torch.rand(()) < p:
        image.copy_(image.flip(-1))
        mask.copy_(mask.flip(-1))
    return image, mask
