"""NumPy for numbers; a backward pass that asks autograd to record; a model for each sample."""

import copy
from contextlib import contextmanager
from functools import partial

import numpy as np
import torch


def finite_difference(f, x, step):
    middle = x.detach().numpy()
    result = np.zeros_like(middle)
    for place in np.ndindex(*middle.shape):
        values = []
        for way in (1, -1):
            point = middle.copy()
            point[place] += way * step
            value = f(torch.from_numpy(np.array(point)))
            values.append(value.item() if isinstance(value, torch.Tensor) else value)
        result[place] = (values[0] - values[1]) / 2 / step
    return torch.from_numpy(result)


class StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.from_numpy(np.rint(x.numpy()))

    @staticmethod
    def backward(ctx, *gradients):
        return gradients[0].clone()


def straight_through_round(x):
    return StraightThrough.apply(x)


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.nn.functional.silu(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        with torch.enable_grad():
            x = x if x.requires_grad else x.detach().requires_grad_()
            y = x * torch.sigmoid(x)
            (gradient,) = torch.autograd.grad(y, x, grad_output, create_graph=True)
        return gradient


class GradientReversal(torch.nn.Module):
    class Back(torch.autograd.Function):
        @staticmethod
        def forward(ctx, layer, x):
            ctx.layer = layer
            return x

        @staticmethod
        def backward(ctx, grad_output):
            return None, -(ctx.layer.strength * grad_output)

    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        return self.Back.apply(self, x)


@contextmanager
def listening(model, found):
    def note(name, module, args, output):
        found[name] = torch.from_numpy(output.detach().numpy().copy())

    handles = [
        m.register_forward_hook(partial(note, n)) for n, m in model.named_modules() if len(list(m.modules())) == 1
    ]
    try:
        yield
    finally:
        [handle.remove() for handle in handles]


def record_activations(model, inputs):
    found = {}
    with listening(model, found):
        model(inputs)
    return found


def per_sample_gradients(model, criterion, inputs, target):
    rows = []
    for sample, label in zip(inputs[:, None], target[:, None], strict=True):
        twin = copy.deepcopy(model)
        twin.zero_grad()
        criterion(twin(sample), label).backward()
        rows.append({name: weight.grad for name, weight in twin.named_parameters() if weight.requires_grad})
    return {name: torch.stack([row[name] for row in rows]) for name in rows[0]}
