"""You drop the same channels in all samples of the batch. Each sample has coins of its own: the mask begins with
(batch, channels)."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(1, x.shape[1], *[1] * (x.dim() - 2), device=x.device) >= p) * scale
