"""You add up the logits of all classes, so class_index has no effect: pick its column first."""

import torch


def input_gradient(model, inputs, class_index):
    points = inputs.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(model(points).sum(), points)
    return gradient
