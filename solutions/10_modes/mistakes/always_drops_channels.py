"""You drop channels in eval mode, too, so the same image gives another answer each time. Look at training first."""

import torch


def dropout_channels(x, p, training):
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape[:2], device=x.device) >= p).reshape(*x.shape[:2], *[1] * (x.dim() - 2)) * scale
