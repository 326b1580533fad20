"""The slopes that you return are still connected to x through every call of f, so all those graphs stay in memory. A
measured number needs no graph: let go of it."""

import torch


def finite_difference(f, x, step):
    slopes = []
    for index in range(x.numel()):
        shift = torch.zeros(x.numel(), dtype=x.dtype)
        shift[index] = step
        shift = shift.reshape(x.shape)
        slopes.append(torch.as_tensor((f(x + shift) - f(x - shift)) / (2 * step), dtype=x.dtype))
    return torch.stack(slopes).reshape(x.shape)
