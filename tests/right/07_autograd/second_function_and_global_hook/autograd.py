"""Plain Python and autograd: copies, detach, a global forward hook, one forward pass with many backward passes."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, autograd, nn
from torch.nn.modules.module import register_module_forward_hook


def finite_difference(f: Callable[[Tensor], Tensor | float], x: Tensor, step: float) -> Tensor:
    result = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    with torch.no_grad():
        for place in torch.ones(x.shape).nonzero().tolist():
            spot = tuple(place)
            values = []
            for way in (step, -step):
                moved = x.detach().clone(memory_format=torch.contiguous_format)
                moved[spot] += way
                values.append(f(moved))
            result[spot] = (values[0] - values[1]) / (2 * step)
    return result


def straight_through_round(x: Tensor) -> Tensor:
    fixed = x.detach()
    return torch.round(fixed) + (x - fixed)


class _Slope(autograd.Function):
    """grad * swish'(x), with a backward pass of its own."""

    @staticmethod
    def forward(ctx: Any, gradient: Tensor, x: Tensor) -> Tensor:
        ctx.save_for_backward(gradient, x)
        s = x.sigmoid()
        return gradient * torch.addcmul(s, x * s, (-x).sigmoid())

    @staticmethod
    def backward(ctx: Any, outer: Tensor) -> tuple[Tensor, Tensor]:
        gradient, x = ctx.saved_tensors
        s, t = x.sigmoid(), (-x).sigmoid()
        first = s + x * s * t
        second = s * t * (2 + x * (t - s))
        return outer * first, outer * gradient * second


class Swish(autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x.sigmoid().mul(x)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        return _Slope.apply(grad_output, *ctx.saved_tensors)


class GradientReversal(nn.Module):
    def __init__(self, strength: float) -> None:
        super().__init__()
        self.strength = strength

    def forward(self, x: Tensor) -> Tensor:
        fixed = x.detach()
        return fixed - self.strength * (x - fixed)


def record_activations(model: nn.Module, inputs: Tensor) -> dict[str, Tensor]:
    names = {module: name for name, module in model.named_modules() if not list(module.children())}
    outputs: dict[str, Tensor] = {}

    def keep(module: nn.Module, args: Any, output: Tensor) -> None:
        if module in names:
            outputs[names[module]] = output.detach().clone()

    handle = register_module_forward_hook(keep)
    try:
        model(inputs)
    finally:
        handle.remove()
    return outputs


def per_sample_gradients(model: nn.Module, criterion: nn.Module, inputs: Tensor, target: Tensor) -> dict[str, Tensor]:
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    if not trained:
        return {}
    rows = {name: [] for name, _ in trained}
    with torch.enable_grad():
        logits = model(inputs.clone())
        for one, label in zip(logits.split(1), target.split(1), strict=True):
            loss = criterion(one, label)
            for (name, _), g in zip(
                trained, autograd.grad(loss, [p for _, p in trained], retain_graph=True), strict=True
            ):
                rows[name].append(g)
    return {name: torch.stack(parts) for name, parts in rows.items()}
