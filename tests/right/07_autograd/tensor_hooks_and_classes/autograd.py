"""Hooks on tensors; classes that remember; torch.func with weights that are repeated for each sample."""

import itertools

import torch
from torch.func import functional_call


class Difference:
    def __init__(self, f, x, step):
        self.f, self.step, self.middle = f, step, x.detach().clone()

    def __getitem__(self, place):
        points = []
        for step in (self.step, -self.step):
            mask = torch.zeros_like(self.middle, dtype=torch.bool)
            mask[place] = True
            points.append(torch.where(mask, self.middle + step, self.middle))
        high, low = map(self.f, points)
        return (high - low) / (2 * self.step)


def finite_difference(f, x, step):
    difference, result = Difference(f, x, step), torch.zeros_like(x, requires_grad=False)
    for place in itertools.product(*(range(size) for size in x.shape)):
        result[place] = difference[place]
    return result.detach()


def straight_through_round(x):
    return torch.round(x.detach()) + (x - x.detach())


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(x.clone(), x)
        return x.mul(torch.exp(torch.nn.functional.logsigmoid(x)))

    @staticmethod
    def backward(ctx, grad_output):
        if grad_output is None:
            return None
        _, x = ctx.saved_tensors
        s = torch.sigmoid(x)
        d = s + x * s - x * s.square()
        return d.mul(grad_output)


class GradientReversal(torch.nn.Module):
    def __init__(self, strength: float):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        y = x * 1
        if y.requires_grad:
            y.register_hook(self.turned(self.strength))
        return y

    @staticmethod
    def turned(strength):
        return lambda gradient: gradient.mul(strength).neg()


class Recorder:
    def __init__(self, model):
        self.model, self.outputs, self.handles = model, {}, []

    def __enter__(self):
        for name, module in self.model.named_modules():
            if len(module._modules) == 0:
                self.handles.append(module.register_forward_hook(self.noting(name), always_call=True))
        return self.outputs

    def noting(self, name):
        def note(*called):
            if isinstance(called[-1], torch.Tensor):
                with torch.no_grad():
                    self.outputs[name] = called[-1] + 0

        return note

    def __exit__(self, *_):
        while self.handles:
            self.handles.pop().remove()


def record_activations(model, inputs):
    with Recorder(model) as outputs:
        model(inputs)
    return outputs


def per_sample_gradients(model, criterion, inputs, target):
    size = len(inputs)
    names = [name for name, weight in model.named_parameters() if weight.requires_grad]
    copies = {name: torch.stack([model.get_parameter(name).detach()] * size).requires_grad_() for name in names}
    total = 0
    for index in range(size):
        weights = {name: copy[index] for name, copy in copies.items()}
        total = total + criterion(
            functional_call(model, weights, (inputs[index : index + 1],)), target[index : index + 1]
        )
    total.backward()
    return {name: copy.grad for name, copy in copies.items()}
