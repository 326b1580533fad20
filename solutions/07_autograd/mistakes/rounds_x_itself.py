"""You round in place, through .data: the caller's x has lost its fractions, and nothing tells them. Leave x as it
is, and round a new tensor."""

import torch


def straight_through_round(x):
    x.data.round_()
    return x * 1
