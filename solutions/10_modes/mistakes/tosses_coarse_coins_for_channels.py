"""You toss for channels in the dtype of x, and in bfloat16 such numbers are too coarse: with p = 0.001 three times as
much is dropped, or nothing. Toss in float32, whatever x is."""

import torch


def dropout_channels(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    kept = torch.rand(x.shape[:2], dtype=x.dtype, device=x.device) >= p
    return x * kept.reshape(*x.shape[:2], *[1] * (x.dim() - 2)) * scale
