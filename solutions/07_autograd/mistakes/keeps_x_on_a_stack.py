"""You keep each x on a stack of the class, and backward takes the last one. That works as long as every call is gone
back through, in exactly the reverse order, and none is left over. Each call has a ctx of its own."""

import torch


class Swish(torch.autograd.Function):
    stack = []

    @staticmethod
    def forward(ctx, x):
        Swish.stack.append(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, grad_output):
        x = Swish.stack.pop()
        s = torch.sigmoid(x)
        return grad_output * s * (1 + x * (1 - s))
