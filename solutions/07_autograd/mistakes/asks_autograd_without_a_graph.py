"""You let autograd differentiate in backward, and do not ask it to record that: the gradient has no graph, and no
second derivative. There is an argument for it, and x must be the one that was saved."""

import torch


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0].detach().requires_grad_()
        with torch.enable_grad():
            y = x * torch.sigmoid(x)
        return torch.autograd.grad(y, x, grad_output)[0]
