"""You switch requires_grad of x off, so that entries can be written, and it stays off: from now on the caller's x
gets no gradient. Work on a tensor of your own."""

import torch


def finite_difference(f, x, step):
    x.requires_grad_(False)
    slopes = []
    with torch.no_grad():
        for index in range(x.numel()):
            shift = torch.zeros(x.numel(), dtype=x.dtype)
            shift[index] = step
            shift = shift.reshape(x.shape)
            slopes.append(float(f(x + shift) - f(x - shift)) / (2 * step))
    return torch.tensor(slopes, dtype=x.dtype).reshape(x.shape)
