"""You work on a tensor that is cut out of the graph (detach(), .data, a new tensor), so no gradient gets past this
layer and nothing before it learns."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return (x.detach() * (torch.rand(x.shape, device=x.device) >= p) * scale).requires_grad_()
