"""You switch requires_grad off again when you are done, also for a caller whose tensor required grad before. Leave
that tensor alone and work on a detached one."""

import torch


def input_gradient(model, inputs, class_index):
    inputs.requires_grad_()
    (gradient,) = torch.autograd.grad(model(inputs)[:, class_index].sum(), inputs)
    inputs.requires_grad_(False)
    return gradient
