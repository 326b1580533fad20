"""You multiply by 1 / p. What is kept makes up for what is dropped if it grows by one over the share that is *kept*:
for p = 0.2 that is 1.25, not 5."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    return x * (torch.rand(x.shape, device=x.device) >= p) / max(p, 1e-12)
