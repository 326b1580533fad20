"""You toss one coin for each sample, so an image vanishes as a whole. Toss one for each of its channels."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(len(x), *[1] * (x.dim() - 1), device=x.device) >= p) * scale
