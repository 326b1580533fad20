"""You toss the coins on the CPU, whatever device x is on: on a GPU the two do not meet. Toss on the device of x."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape) >= p) * scale
