"""Whole lists at once with torch._foreach; layers told by their type; norm and scaling in two calls."""

import torch
from torch import nn
from torch.nn.utils import clip_grads_with_norm_, get_total_norm


@torch.no_grad()
def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    pairs = [
        (weight, velocity) for weight, velocity in zip(parameters, velocities, strict=False) if weight.grad is not None
    ]
    if not pairs:
        return
    weights, speeds = map(list, zip(*pairs, strict=False))
    slopes = torch._foreach_add([weight.grad for weight in weights], weights, alpha=weight_decay)
    torch._foreach_mul_(speeds, momentum)
    torch._foreach_add_(speeds, slopes)
    torch._foreach_add_(weights, torch._foreach_add(slopes, speeds, alpha=momentum) if nesterov else speeds, alpha=-lr)


@torch.no_grad()
def adam_step(parameters, state, lr, betas, eps, weight_decay):
    weights = [weight for weight in parameters if weight.grad is not None]
    if not weights:
        return
    for weight in weights:
        state.setdefault(weight, [0, torch.zeros_like(weight), torch.zeros_like(weight)])[0] += 1
    counts, means, squares = zip(*(state[weight] for weight in weights), strict=False)
    slopes = torch._foreach_add([weight.grad for weight in weights], weights, alpha=weight_decay)
    torch._foreach_lerp_(means, slopes, 1 - betas[0])
    torch._foreach_mul_(squares, betas[1])
    torch._foreach_addcmul_(squares, slopes, slopes, 1 - betas[1])
    roots = torch._foreach_sqrt(squares)
    torch._foreach_div_(roots, [(1 - betas[1] ** count) ** 0.5 for count in counts])
    torch._foreach_add_(roots, eps)
    torch._foreach_addcdiv_(weights, means, roots, [-lr / (1 - betas[0] ** count) for count in counts])


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            weights = [weight for weight in group["params"] if weight.grad is not None]
            for weight in weights:
                if "momentum_buffer" not in self.state[weight]:
                    self.state[weight]["momentum_buffer"] = torch.zeros_like(weight)
            speeds = [self.state[weight]["momentum_buffer"] for weight in weights]
            sgd_step(weights, speeds, group["lr"], group["momentum"], group["weight_decay"], group["nesterov"])
        return loss


NORMS = (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)


def decay_groups(model, lr, weight_decay):
    spared = {}
    for module in model.modules():
        for name, weight in module.named_parameters(recurse=False):
            if isinstance(module, NORMS) or "bias" in name:
                spared[weight] = None
    decaying = dict.fromkeys(weight for weight in model.parameters() if weight not in spared)
    return [
        dict(params=list(spared), lr=lr, weight_decay=0),
        dict(params=list(decaying), lr=lr, weight_decay=weight_decay),
    ]


def clipped_step(model, optimizer, loss, max_norm):
    model.zero_grad(set_to_none=True)
    loss.backward()
    norm = get_total_norm([weight.grad for weight in model.parameters() if weight.grad is not None])
    clip_grads_with_norm_(model.parameters(), max_norm, norm)
    optimizer.step()
    return float(norm)


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates += scheduler.get_last_lr()[:1]
        for inputs, target in batches:
            model.zero_grad()
            loss = criterion(model(inputs), target)
            loss.backward()
            optimizer.step()
        scheduler.step()
    return rates
