"""You keep an element with probability p and drop it with 1 - p: the comparison is the wrong way round. p is the
share that is dropped."""

import torch


def dropout(x, p, training):
    if not training or p in (0, 1):
        return x * (p < 1 or not training)
    return x * (torch.rand(x.shape, device=x.device) < p) / (1 - p)
