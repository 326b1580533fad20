"""You multiply grad_output in place. The same tensor is on its way to others, who now get yours. Make a new one."""

import torch


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(x)
        slope = s * (1 + x * (1 - s))
        if grad_output.is_contiguous() and not torch.is_grad_enabled():
            return grad_output.mul_(slope)
        return grad_output * slope
