"""You read p as the share that is kept, and drop and scale accordingly. In PyTorch p is the probability that an
element is dropped."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    return x * (torch.rand(x.shape, device=x.device) < p) / max(p, 1e-12)
