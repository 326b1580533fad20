"""You use the strength that the layer began with. It is an attribute that may be changed, and usually is while
training goes on: read it when the layer is called."""

import torch
from torch import nn


class GradientReversal(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

        class Reverse(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x.view_as(x)

            @staticmethod
            def backward(ctx, grad_output):
                return -strength * grad_output

        self.reverse = Reverse.apply

    def forward(self, x):
        return self.reverse(x)
