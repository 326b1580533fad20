"""You keep the strength on a class, so there is one for all layers, and the last that was set counts for each of
them. Keep it in the layer, and for a call in its ctx."""

import torch
from torch import nn


class _Reverse(torch.autograd.Function):
    strength = 1.0

    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return -_Reverse.strength * grad_output


class GradientReversal(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        _Reverse.strength = self.strength
        return _Reverse.apply(x)
