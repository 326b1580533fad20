"""You toss one coin for each row, so a sample vanishes as a whole or not at all. Toss one for each element."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape[0], *[1] * (x.dim() - 1), device=x.device) >= p) * scale
