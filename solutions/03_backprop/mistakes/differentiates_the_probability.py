"""You differentiate the probability. Softmax mixes the other classes into it, and its gradient vanishes where the
model is sure: asked for is the logit."""

import torch


def input_gradient(model, inputs, class_index):
    points = inputs.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(model(points).softmax(dim=1)[:, class_index].sum(), points)
    return gradient
