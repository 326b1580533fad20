"""You write the shifted entry into x and put the old number back afterwards. While f runs x is not what the caller
gave: f may look at it. Move an entry of a copy."""

import itertools

import torch


def finite_difference(f, x, step):
    result = torch.zeros(x.shape, dtype=x.dtype)
    for index in itertools.product(*map(range, x.shape)):
        old = x.data[index].item()
        x.data[index] = old + step
        above = float(f(x))
        x.data[index] = old - step
        below = float(f(x))
        x.data[index] = old
        result[index] = (above - below) / (2 * step)
    return result
