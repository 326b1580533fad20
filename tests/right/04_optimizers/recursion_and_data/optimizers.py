"""First and rest, again and again; results are written with out=; a DataLoader hands out the batches."""

import torch
from torch import nn
from torch.utils.data import DataLoader


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    if not parameters:
        return
    (first, *rest), (speed, *others) = parameters, velocities
    if first.grad is not None:
        slope = torch.add(first.grad, first, alpha=weight_decay).detach()
        speed.copy_(torch.add(slope, speed, alpha=momentum))
        ahead = torch.add(slope, speed, alpha=momentum) if nesterov else speed
        torch.sub(first.detach(), ahead, alpha=lr, out=first.detach())
    sgd_step(rest, others, lr, momentum, weight_decay, nesterov)


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    match list(parameters):
        case []:
            return
        case [first, *rest]:
            here = state.setdefault("here", {})
            if first.grad is not None:
                _one(first, here, lr, betas, eps, weight_decay)
            adam_step(rest, state.setdefault("rest", {}), lr, betas, eps, weight_decay)


def _one(weight, here, lr, betas, eps, weight_decay):
    here["t"] = here.get("t", 0) + 1
    slope = (weight.grad + weight * weight_decay).detach()
    for name, beta, part in zip("ms", betas, (slope, slope.square()), strict=False):
        here[name] = part * (1 - beta) if name not in here else here[name] * beta + part * (1 - beta)
    mean, square = (here[name] / (1 - beta ** here["t"]) for name, beta in zip("ms", betas, strict=False))
    weight.detach().add_(mean / (eps + torch.sqrt(square)), alpha=-lr)


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        options = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov}
        self.options = list(options)
        torch.optim.Optimizer.__init__(self, params, defaults=options)

    def step(self, closure=None):
        with torch.enable_grad():
            loss = closure and closure()
        with torch.no_grad():
            for group in self.param_groups:
                for weight in group["params"]:
                    self._update(weight, **{name: group[name] for name in self.options})
        return loss

    def _update(self, weight, lr, momentum, weight_decay, nesterov):
        if weight.grad is None:
            return
        slope = torch.add(weight.grad, weight, alpha=weight_decay)
        past = self.state[weight]["past"] if weight in self.state else 0.0
        self.state[weight]["past"] = speed = slope + momentum * past
        weight.copy_(weight - lr * (slope + momentum * speed if nesterov else speed))


def decay_groups(model, lr, weight_decay, seen=None):
    seen = set() if seen is None else seen
    groups = []
    for name, weight in model.named_parameters(recurse=False):
        if weight in seen:
            continue
        seen.add(weight)
        spared = "bias" in name or "Norm" in type(model).__name__
        groups.append({"params": weight, "lr": lr, "weight_decay": 0.0 if spared else weight_decay})
    for child in model.children():
        groups += decay_groups(child, lr, weight_decay, seen)
    return groups


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_([each for group in optimizer.param_groups for each in group["params"]], max_norm)
    optimizer.step()
    return norm.numpy().item()


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    if epochs == 0:
        return []
    (rate, *_) = scheduler.get_last_lr()
    for inputs, target in DataLoader(batches, batch_size=None, shuffle=False):
        optimizer.zero_grad()
        criterion(model(inputs), target).backward()
        optimizer.step()
    scheduler.step()
    return [rate, *fit(model, optimizer, scheduler, batches, criterion, epochs - 1)]
