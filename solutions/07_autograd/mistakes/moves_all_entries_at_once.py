"""You move all entries of x together: that measures how f changes in one direction, with every entry, and gives the
sum of the gradient. Move one entry at a time."""

import torch


def finite_difference(f, x, step):
    with torch.no_grad():
        slope = float(f(x + step) - f(x - step)) / (2 * step)
    return torch.full_like(x, slope, requires_grad=False)
