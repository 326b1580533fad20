"""You make a new generator with the same seed in each call, and its first number is always the same: all images are
flipped, or none. Draw from the generator that goes on from call to call."""

import torch


def flip_pair(image, mask, p):
    generator = torch.Generator().manual_seed(torch.initial_seed())
    if torch.rand((), generator=generator) < p:
        return image.flip(-1), mask.flip(-1)
    return image, mask
