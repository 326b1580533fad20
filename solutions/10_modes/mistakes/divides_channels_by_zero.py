"""For p = 1 you divide zero by zero, which is nan: all is dropped, so nothing needs scaling. Treat that case on its
own."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    return x * (torch.rand(x.shape[:2], device=x.device) >= p).reshape(*x.shape[:2], *[1] * (x.dim() - 2)) / (1 - p)
