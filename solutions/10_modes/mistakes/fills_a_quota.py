"""You drop the same number of elements in each call, chosen by a permutation. In dropout each element is dropped on
its own, so that their number varies."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    kept = torch.ones(x.numel(), dtype=torch.bool, device=x.device)
    kept[torch.randperm(x.numel(), device=x.device)[: round(p * x.numel())]] = False
    return x * kept.reshape(x.shape) * scale
