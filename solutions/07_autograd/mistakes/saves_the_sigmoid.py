"""You save the sigmoid along with x. It was worked out in forward, where nothing is recorded, so autograd takes it
for a constant, and the second derivative is wrong. Work it out again in backward."""

import torch


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        s = torch.sigmoid(x)
        ctx.save_for_backward(x, s)
        return x * s

    @staticmethod
    def backward(ctx, grad_output):
        x, s = ctx.saved_tensors
        return grad_output * s * (1 + x * (1 - s))
