"""You stop dropping where no graph is recorded. These are two switches: no_grad() decides about the graph, and
training alone decides about dropout."""

import torch


def dropout(x, p, training):
    if not training or not torch.is_grad_enabled():
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * (torch.rand(x.shape, device=x.device) >= p) * scale
