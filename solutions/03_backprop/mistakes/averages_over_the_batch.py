"""You take the mean over the batch, so each sample's gradient is divided by the size of the batch it happens to be
in: take the sum, in which each sample's part does not depend on the others."""

import torch


def input_gradient(model, inputs, class_index):
    points = inputs.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(model(points)[:, class_index].mean(), points)
    return gradient
