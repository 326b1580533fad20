"""Neighbouring elements share a coin: what is dropped comes in pairs. Each element has a coin of its own."""

import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    coins = torch.rand(*x.shape[:-1], (x.shape[-1] + 1) // 2, device=x.device).repeat_interleave(2, dim=-1)
    return x * (coins[..., : x.shape[-1]] >= p) * scale
