"""You draw one mask and lay it over all samples of the batch. Each sample needs coins of its own: give the mask the
shape of x."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape[1:], device=x.device) >= p) * scale
