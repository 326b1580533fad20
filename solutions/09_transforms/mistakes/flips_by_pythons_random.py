"""You ask Python's random, which torch.manual_seed does not set: the same seed gives other flips each time. Ask
torch."""

import random


def flip_pair(image, mask, p):
    if random.random() < p:
        return image.flip(-1), mask.flip(-1)
    return image, mask
