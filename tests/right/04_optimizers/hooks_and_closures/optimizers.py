"""Functions that make functions, and hooks: clipping hangs on the optimizer's step, and so does the noted rate."""

import torch
from torch import nn


def _through_data(parameter):
    def move(slope, lr):
        parameter.data = torch.sub(parameter.data, slope, alpha=lr)

    return move


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    was = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        for index, parameter in enumerate(parameters):
            if parameter.grad is None:
                continue
            before, slope = velocities[index], parameter.grad + weight_decay * parameter
            after = momentum * before + slope
            velocities[index] = after
            # as textbooks have it, with the velocity of before: equal to slope + momentum * after
            ahead = (1 + momentum) * after - momentum * before
            _through_data(parameter)(ahead if nesterov else after, lr)
    finally:
        torch.set_grad_enabled(was)


def _adam(parameter):
    mean, square, count = torch.zeros_like(parameter), torch.zeros_like(parameter), 0

    def update(lr, betas, eps, weight_decay):
        nonlocal mean, square, count
        count += 1
        slope = torch.add(parameter.grad, parameter.data, alpha=weight_decay)
        mean = torch.lerp(slope, mean, betas[0])
        square = torch.lerp(slope.pow(2), square, betas[1])
        root = (square / (1 - betas[1] ** count)).sqrt()
        _through_data(parameter)(mean / (1 - betas[0] ** count) / (root + eps), lr)

    return update


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    updates = state.setdefault("updates", [])
    updates.extend(_adam(parameter) for parameter in parameters[len(updates) :])
    for parameter, update in zip(parameters, updates, strict=True):
        if parameter.grad is not None:
            update(lr, betas, eps, weight_decay)


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def step(self, closure=lambda: None):
        loss = closure()
        for group in self.param_groups:
            for parameter in filter(lambda each: each.grad is not None, group["params"]):
                velocities = self.state[parameter].setdefault("velocities", [torch.zeros_like(parameter)])
                sgd_step(
                    [parameter], velocities, *[group[key] for key in ("lr", "momentum", "weight_decay", "nesterov")]
                )
        return loss


def decay_groups(model, lr, weight_decay):
    spared = set()

    def look(module):
        own = dict(module.named_parameters(recurse=False))
        kind = type(module).__module__.rpartition(".")[2]
        spared.update(own.values() if kind in ("normalization", "batchnorm", "instancenorm") else ())
        spared.update(value for key, value in own.items() if "bias" in key)

    model.apply(look)
    first = {"params": [each for each in model.parameters() if each not in spared], "weight_decay": weight_decay}
    second = {"params": (each for each in model.parameters() if each in spared), "weight_decay": 0}
    return [first | {"lr": lr}, second | {"lr": lr}]


def clipped_step(model, optimizer, loss, max_norm):
    norms = []

    def clip(*_):
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), max_norm).item())

    handle = optimizer.register_step_pre_hook(clip)

    def closure():
        optimizer.zero_grad()
        loss.backward()
        return loss

    try:
        closure()
        optimizer.step()
    finally:
        handle.remove()
    return norms.pop()


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    handle = optimizer.register_step_pre_hook(lambda *_: rates.append(optimizer.param_groups[0]["lr"]))
    for _ in range(epochs):
        for inputs, target in batches:

            def closure(inputs=inputs, target=target):
                optimizer.zero_grad()
                loss = criterion(model(inputs), target)
                loss.backward()
                return loss

            optimizer.step(closure)
        scheduler.step()
    handle.remove()
    return rates[:: len(batches)]
