"""Loops under a decorator; the gradients come from torch.autograd.grad, the norm from math.hypot."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn


@torch.no_grad()
def sgd_step(
    parameters: list[Tensor],
    velocities: list[Tensor],
    lr: float,
    momentum: float,
    weight_decay: float,
    nesterov: bool,
) -> None:
    for p, v in zip(parameters, velocities, strict=True):
        if p.grad is None:
            continue
        g = p.grad.detach().clone()
        if weight_decay:
            g.add_(p, alpha=weight_decay)
        if momentum:
            v.mul_(momentum).add_(g)
            g = g.add_(v, alpha=momentum) if nesterov else v
        p.sub_(g, alpha=lr)


def adam_step(
    parameters: list[Tensor],
    state: dict[Any, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            g = p.grad
            if weight_decay:
                g = g + weight_decay * p
            t, m, s = state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            t = t + 1
            m = beta1 * m + (1 - beta1) * g
            s = beta2 * s + (1 - beta2) * g * g
            state[p] = (t, m, s)
            a = m / (1 - beta1**t)
            b = s / (1 - beta2**t)
            p.copy_(p - lr * a / (b.sqrt() + eps))


class SGD(torch.optim.Optimizer):
    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    @torch.no_grad()
    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            momentum = group["momentum"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad
                if group["weight_decay"]:
                    g = g.add(p, alpha=group["weight_decay"])
                if momentum:
                    memory = self.state[p]
                    if "velocity" not in memory:
                        memory["velocity"] = torch.zeros_like(p)
                    v = memory["velocity"]
                    v.mul_(momentum).add_(g)
                    g = g.add(v, alpha=momentum) if group["nesterov"] else v
                p.sub_(g, alpha=group["lr"])
        return loss


def decay_groups(model: nn.Module, lr: float, weight_decay: float) -> list[dict[str, Any]]:
    everything = list(model.parameters())
    return [
        {"params": [p for p in everything if p.dim() > 1], "lr": lr, "weight_decay": weight_decay},
        {"params": [p for p in everything if p.dim() <= 1], "lr": lr, "weight_decay": 0.0},
    ]


def clipped_step(model: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, max_norm: float) -> float:
    optimizer.zero_grad(set_to_none=True)
    model.zero_grad(set_to_none=True)
    trained = [p for p in model.parameters() if p.requires_grad]
    gradients = torch.autograd.grad(loss, trained, allow_unused=True)
    norm = math.hypot(*(g.double().norm().item() for g in gradients if g is not None))
    factor = max_norm / norm if norm > max_norm else 1.0
    for p, g in zip(trained, gradients, strict=True):
        p.grad = None if g is None else g * factor
    optimizer.step()
    return norm


def fit(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler,
    batches: list[tuple[Tensor, Tensor]],
    criterion: nn.Module,
    epochs: int,
) -> list[float]:
    rates = []
    for _ in range(epochs):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        for inputs, target in batches:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
