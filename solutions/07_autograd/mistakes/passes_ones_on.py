"""Your backward returns ones, whatever comes in. Straight through means that grad_output goes on to x as it is."""

import torch


class _Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, grad_output):
        return torch.ones_like(grad_output)


def straight_through_round(x):
    return _Round.apply(x)
