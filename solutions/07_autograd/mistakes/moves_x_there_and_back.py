"""You add step to an entry of x and subtract it again. Meanwhile x is wrong for all who look at it, and rounding
leaves it a little off for good. Move an entry of a copy."""

import itertools

import torch


def finite_difference(f, x, step):
    result = torch.zeros(x.shape, dtype=x.dtype)
    for index in itertools.product(*map(range, x.shape)):
        x.data[index] += step
        above = float(f(x))
        x.data[index] -= 2 * step
        below = float(f(x))
        x.data[index] += step
        result[index] = (above - below) / (2 * step)
    return result
