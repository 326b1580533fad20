"""You write the zeros into the caller's own tensor, which others may still need, such as the other branch of a
residual connection. Make a new one."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x.mul_((torch.rand(x.shape, device=x.device) >= p) * scale)
