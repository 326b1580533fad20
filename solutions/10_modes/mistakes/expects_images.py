"""Your mask always has four axes, so that a batch of sequences (three axes) or of volumes (five) fails, or is
broadcast to something else. Let their number follow x."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape[0], x.shape[1], 1, 1, device=x.device) >= p) * scale
