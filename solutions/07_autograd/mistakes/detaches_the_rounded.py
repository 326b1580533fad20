"""What you return has no connection to x any more, so no gradient comes back at all. Something with the gradient of
x must be part of it."""

import torch


def straight_through_round(x):
    return x.round().detach()
