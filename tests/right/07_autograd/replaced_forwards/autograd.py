"""Other forwards for the time of a call; .grad borrowed and put back; a lambda for each direction."""

import torch
from torch import autograd, nn


def finite_difference(f, x, step):
    def slope(index):
        def at(way):
            moved = x.detach().reshape(-1).tolist()
            moved[index] += way * step
            return float(f(torch.tensor(moved, dtype=x.dtype).reshape(x.shape)))

        return (at(+1) - at(-1)) / (2 * step)

    return torch.tensor([slope(index) for index in range(x.numel())], dtype=x.dtype).reshape(x.shape)


def operation(there, back):
    """Return a function whose forward and backward are given as functions."""

    class Operation(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return there(x)

        @staticmethod
        def backward(ctx, grad_output):
            return back(ctx.saved_tensors[0], grad_output)

    return Operation


def straight_through_round(x):
    return operation(torch.round, lambda _, grad: grad * 1).apply(x)


Swish = operation(
    lambda x: (
        torch.where(x < 0, x * x.exp() / (1 + x.exp()), x / (1 + (-x.abs()).exp()))
        if x.min() > -80 and x.max() < 80
        else x * torch.special.expit(x)
    ),
    lambda x, grad: torch.addcmul(torch.special.expit(x), x, torch.special.expit(x) * torch.special.expit(-x)) * grad,
)
Swish.__name__ = "Swish"


class Swish(Swish):  # so that the node has its name
    pass


class GradientReversal(nn.Identity):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        factor = self.strength
        return operation(torch.clone, lambda _, grad: torch.mul(grad, -factor)).apply(x)


def record_activations(model, inputs):
    outputs, replaced = {}, []

    def listen(name, module):
        forward = module.forward

        def listening(*args, **kwargs):
            output = forward(*args, **kwargs)
            outputs[name] = output.data.clone()
            return output

        module.forward = listening
        replaced.append(module)

    try:
        for name, module in model.named_modules():
            if not next(module.named_children(), None):
                listen(name, module)
        model(inputs)
    finally:
        for module in replaced:
            del module.forward
    return outputs


def per_sample_gradients(model, criterion, inputs, target):
    before = {weight: weight.grad for weight in model.parameters()}
    rows = {name: [] for name, weight in model.named_parameters() if weight.requires_grad}
    try:
        for index in range(len(inputs)):
            for weight in before:
                weight.grad = None
            criterion(model(inputs[[index]]), target[[index]]).backward()
            for name, row in rows.items():
                row.append(model.get_parameter(name).grad.unsqueeze(0))
    finally:
        for weight, gradient in before.items():
            weight.grad = gradient
    return {name: torch.cat(row) for name, row in rows.items()}
