"""You zero channels but do not scale up the others, so the mean of what comes out shrinks by 1 - p. Make up for it as
dropout() does."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    return x * (torch.rand(x.shape[:2], device=x.device) >= p).reshape(*x.shape[:2], *[1] * (x.dim() - 2))
