"""As much as possible by arithmetic with detached terms; Jacobians of the vector of losses."""

import copy

import torch
from torch import nn
from torch.func import functional_call, jacrev


def finite_difference(f, x, step):
    with torch.no_grad():
        result = x.clone(memory_format=torch.contiguous_format)
        flat = result.view(-1)
        for i, old in enumerate(x.reshape(-1).tolist()):
            point = x.clone(memory_format=torch.contiguous_format)
            point.view(-1)[i] = old + step
            above = f(point)
            point = x.clone(memory_format=torch.contiguous_format)
            point.view(-1)[i] = old - step
            flat[i] = (above - f(point)) / (step + step)
    return result.detach()


def straight_through_round(x):
    return x - (x - x.round()).detach()


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x / 2 * (1 + torch.tanh(x / 2))

    @staticmethod
    def backward(ctx, grad_output):
        half = ctx.saved_tensors[0] / 2
        t = half.tanh()
        return torch.einsum("...,...->...", grad_output, (1 + t) / 2 + half * (1 - t * t) / 2)


class GradientReversal(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.register_buffer("scale", torch.tensor(float(strength), dtype=torch.float64), persistent=False)

    @property
    def strength(self):
        return self.scale.item()

    @strength.setter
    def strength(self, strength):
        self.scale = torch.tensor(float(strength), dtype=torch.float64)

    def forward(self, x):
        toward = -self.strength * x
        return toward + (x - toward).detach()


def record_activations(model, inputs):
    twin, notes = copy.deepcopy(model), []
    for name, module in twin.named_modules():
        if not any(True for _ in module.children()):
            module.register_forward_hook(
                lambda _m, _a, output, name=name: notes.append((name, output.detach().clone()))
            )
    twin(inputs)
    return dict(notes)


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight.detach() for name, weight in model.named_parameters() if weight.requires_grad}

    def losses(weights):
        logits = functional_call(model, weights, (inputs,))
        return torch.stack([criterion(logits[i : i + 1], target[i : i + 1]) for i in range(len(target))])

    return jacrev(losses)(weights)
