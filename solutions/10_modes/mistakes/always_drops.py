"""You drop in eval mode, too, so the same input gives another answer each time. Look at training first; F.dropout's
default for it is True."""

import torch


def dropout(x, p, training):
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape, device=x.device) >= p) * scale
