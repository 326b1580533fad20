"""You turn grad_output around in place. The same tensor is on its way to others, who now get the reversed one. Make
a new one."""

import torch
from torch import nn


class _Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, strength):
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return (grad_output.contiguous() if 0 in grad_output.stride() else grad_output).mul_(-ctx.strength), None


class GradientReversal(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        return _Reverse.apply(x, self.strength)
