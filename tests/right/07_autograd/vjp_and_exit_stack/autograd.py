"""torch.func, hooks on tensors, contextlib."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, autograd, nn


def finite_difference(f: Callable[[Tensor], Tensor | float], x: Tensor, step: float) -> Tensor:
    middle = x.detach()
    moves = (torch.eye(x.numel(), dtype=x.dtype, device=x.device) * step).unbind()
    slopes = [
        (float(f(middle + move.view(x.shape))) - float(f(middle - move.view(x.shape)))) / (2 * step) for move in moves
    ]
    return torch.tensor(slopes, dtype=x.dtype, device=x.device).view(x.shape)


class _Round(autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.round()

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        return grad_output


def straight_through_round(x: Tensor) -> Tensor:
    return _Round.apply(x)


class Swish(autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return F.silu(x)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        _, pull_back = torch.func.vjp(lambda z: z * torch.sigmoid(z), x)
        return pull_back(grad_output)[0]


class GradientReversal(nn.Module):
    def __init__(self, strength: float) -> None:
        super().__init__()
        self.strength = strength

    def forward(self, x: Tensor) -> Tensor:
        inner = x.view_as(x)
        if inner.requires_grad:
            factor = -self.strength
            inner.register_hook(lambda gradient: gradient * factor)
        return inner.view_as(inner)


def record_activations(model: nn.Module, inputs: Tensor) -> dict[str, Tensor]:
    outputs: dict[str, Tensor] = {}

    def recorder(name: str):
        def hook(layer, args, output):
            outputs[name] = output.detach().clone()

        return hook

    with ExitStack() as stack:
        for name, module in model.named_modules():
            if next(module.children(), None) is None:
                stack.callback(module.register_forward_hook(recorder(name)).remove)
        model(inputs)
    return outputs


def per_sample_gradients(model: nn.Module, criterion: nn.Module, inputs: Tensor, target: Tensor) -> dict[str, Tensor]:
    weights = {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}
    if not weights:
        return {}

    def loss(weights: dict[str, Tensor], sample: Tensor, label: Tensor) -> Tensor:
        logits = torch.func.functional_call(model, weights, (sample.unsqueeze(0),))
        return criterion(logits, label.unsqueeze(0))

    gradients = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(weights, inputs.clone(), target)
    return {name: gradient.detach() for name, gradient in gradients.items()}
