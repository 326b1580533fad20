"""You clamp x so that exp stays finite. Beyond the clamp the output and the gradient are not those of x * sigmoid(x)
any more. torch.sigmoid is finite for every x."""

import torch


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        x = x.clamp(-80, 80)
        return x / (1 + torch.exp(-x))

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0].clamp(-80, 80)
        s = 1 / (1 + torch.exp(-x))
        return grad_output * s * (1 + x * (1 - s))
