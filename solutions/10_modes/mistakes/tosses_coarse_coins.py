"""You toss in the dtype of x (rand_like(x)), and in bfloat16 such numbers are too coarse: with p = 0.001 three times as
much is dropped, or nothing. Toss in float32, whatever x is."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand_like(x) >= p) * scale
