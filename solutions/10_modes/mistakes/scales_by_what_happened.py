"""You scale by the share that happened to be kept in this call. Then each element's factor depends on the other
elements' coins; the factor is 1 / (1 - p), always."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    kept = torch.rand(x.shape, device=x.device) >= p
    return x * kept * (kept.numel() / kept.sum().clamp(min=1))
