"""Your mask is made of float32 numbers, and a bfloat16 x times a float32 mask is float32: the result has another
dtype than x. Use a mask of True and False, or one of x's dtype."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * torch.bernoulli(torch.full(x.shape, 1.0 - p, device=x.device)) * scale
