"""You toss a coin for each element, but a pixel's neighbours tell almost the same. Toss one for each channel of each
sample and let the axes behind follow it."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape, device=x.device) >= p) * scale
