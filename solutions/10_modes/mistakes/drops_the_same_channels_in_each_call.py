"""Every call drops the same channels: the generator is seeded inside, or the mask is kept. Draw anew in each call,
and leave seeding to the caller."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    torch.manual_seed(0)
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape[:2], device=x.device) >= p).reshape(*x.shape[:2], *[1] * (x.dim() - 2)) * scale
