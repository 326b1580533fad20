"""torch._foreach on lists that are kept in the state by position; layers told by their type."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grads_with_norm_, get_total_norm


def sgd_step(
    parameters: list[Tensor],
    velocities: list[Tensor],
    lr: float,
    momentum: float,
    weight_decay: float,
    nesterov: bool,
) -> None:
    live = [i for i, p in enumerate(parameters) if p.grad is not None]
    if not live:
        return
    with torch.no_grad():
        moved = [parameters[i] for i in live]
        gradients = [p.grad for p in moved]
        if weight_decay != 0:
            gradients = torch._foreach_add(gradients, moved, alpha=weight_decay)
        direction = gradients
        if momentum != 0:
            new = torch._foreach_mul([velocities[i] for i in live], momentum)
            torch._foreach_add_(new, gradients)
            direction = torch._foreach_add(gradients, new, alpha=momentum) if nesterov else new
            for i, velocity in zip(live, new, strict=True):
                velocities[i] = velocity
        torch._foreach_add_(moved, direction, alpha=-lr)


def adam_step(
    parameters: list[Tensor],
    state: dict[Any, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> None:
    if not state:
        state["count"] = [0] * len(parameters)
        state["mean"] = [torch.zeros_like(p, requires_grad=False) for p in parameters]
        state["square"] = [torch.zeros_like(p, requires_grad=False) for p in parameters]
    live = [i for i, p in enumerate(parameters) if p.grad is not None]
    if not live:
        return
    with torch.no_grad():
        moved = [parameters[i] for i in live]
        means = [state["mean"][i] for i in live]
        squares = [state["square"][i] for i in live]
        gradients = [p.grad for p in moved]
        if weight_decay != 0:
            gradients = torch._foreach_add(gradients, moved, alpha=weight_decay)
        for i in live:
            state["count"][i] += 1
        counts = [state["count"][i] for i in live]
        torch._foreach_lerp_(means, gradients, 1 - betas[0])
        torch._foreach_mul_(squares, betas[1])
        torch._foreach_addcmul_(squares, gradients, gradients, 1 - betas[1])
        roots = torch._foreach_div(squares, [1 - betas[1] ** t for t in counts])
        torch._foreach_sqrt_(roots)
        torch._foreach_add_(roots, eps)
        torch._foreach_addcdiv_(moved, means, roots, [-lr / (1 - betas[0] ** t) for t in counts])


class SGD(torch.optim.Optimizer):
    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov}
        super().__init__(params, defaults)

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        result = None
        if closure is not None:
            with torch.enable_grad():
                result = closure()
        for group in self.param_groups:
            moved = [p for p in group["params"] if p.grad is not None]
            velocities = [self.state[p].get("v", torch.zeros_like(p, requires_grad=False)) for p in moved]
            options = {name: group[name] for name in ("lr", "momentum", "weight_decay", "nesterov")}
            sgd_step(moved, velocities, **options)
            for p, velocity in zip(moved, velocities, strict=True):
                self.state[p]["v"] = velocity
        return result


def decay_groups(model: nn.Module, lr: float, weight_decay: float) -> list[dict[str, Any]]:
    norms = (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)
    lists: dict[float, list[Tensor]] = {}
    seen: set[int] = set()
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if parameter.requires_grad and id(parameter) not in seen:
                seen.add(id(parameter))
                spared = isinstance(module, norms) or "bias" in name
                lists.setdefault(0.0 if spared else weight_decay, []).append(parameter)
    return [{"params": params, "lr": lr, "weight_decay": decay} for decay, params in lists.items()]


def clipped_step(model: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, max_norm: float) -> float:
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.grad = None
    model.zero_grad()
    torch.autograd.backward(loss)
    parameters = list(model.parameters())
    norm = get_total_norm([p.grad for p in parameters if p.grad is not None])
    clip_grads_with_norm_(parameters, max_norm, norm)
    optimizer.step()
    return norm.item()


def fit(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler,
    batches: list[tuple[Tensor, Tensor]],
    criterion: nn.Module,
    epochs: int,
) -> list[float]:
    def train_one_epoch() -> float:
        rate = float(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            loss = criterion(model(inputs), target)
            model.zero_grad()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
        return rate

    return [train_one_epoch() for _ in range(epochs)]
