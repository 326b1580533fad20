"""You drop along the last axis, as if channels came last. In PyTorch they are the second axis: (batch, channels,
height, width)."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape[0], *[1] * (x.dim() - 2), x.shape[-1], device=x.device) >= p) * scale
