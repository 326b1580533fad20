"""You look at grad_output with view(-1), which needs its numbers in a row in memory. After a transpose they are not,
after sum() all of them are one. Multiply as it is, or reshape."""

import torch


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(x).reshape(-1)
        slope = s * (1 + x.reshape(-1) * (1 - s))
        return (grad_output.view(-1) * slope).reshape(x.shape)
