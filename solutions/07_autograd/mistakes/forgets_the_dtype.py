"""You collect the slopes in a tensor of the default dtype, float32. Of the digits of float64, half are lost: let the
result have the dtype of x."""

import torch


def finite_difference(f, x, step):
    slopes = torch.zeros(x.numel())
    with torch.no_grad():
        for index in range(x.numel()):
            shift = torch.zeros(x.numel(), dtype=x.dtype)
            shift[index] = step
            shift = shift.reshape(x.shape)
            slopes[index] = float(f(x + shift) - f(x - shift)) / (2 * step)
    return slopes.reshape(x.shape)
