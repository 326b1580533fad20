"""You put the model into eval mode, and it stays there after your call: from then on it trains without dropout. The
mode is the caller's choice, and it has nothing to do with gradients."""

import torch


def input_gradient(model, inputs, class_index):
    model.eval()
    points = inputs.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(model(points)[:, class_index].sum(), points)
    return gradient
