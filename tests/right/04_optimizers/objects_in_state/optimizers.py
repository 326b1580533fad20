"""What is remembered is an object that knows its parameter; velocities of the class are there from the beginning."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass
class _Moments:
    parameter: Tensor
    first: Tensor
    second: Tensor
    first_left: float = 1.0
    second_left: float = 1.0

    def update(self, lr, betas, eps, weight_decay):
        slope = torch.add(self.parameter.grad, self.parameter.detach(), alpha=weight_decay)
        self.first += (slope - self.first) * (1 - betas[0])
        self.second += (slope * slope - self.second) * (1 - betas[1])
        self.first_left *= betas[0]
        self.second_left *= betas[1]
        size = torch.sqrt(self.second / (1 - self.second_left)).add(eps)
        self.parameter.detach().sub_(lr * (self.first / (1 - self.first_left)) / size)


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    for place, parameter in enumerate(parameters):
        slope = parameter.grad
        if slope is None:
            continue
        weight = parameter.detach()
        slope = slope if weight_decay == 0 else slope + weight * weight_decay
        if momentum == 0:
            weight.add_(slope, alpha=-lr)
            continue
        velocities[place] = velocities[place] * momentum + slope
        weight.add_(slope + velocities[place] * momentum if nesterov else velocities[place], alpha=-lr)


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    for parameter in parameters:
        if parameter.grad is not None:
            if id(parameter) not in state:
                zeros = parameter.new_zeros(parameter.shape)
                state[id(parameter)] = _Moments(parameter, zeros.detach(), zeros.detach().clone())
            state[id(parameter)].update(lr, betas, eps, weight_decay)


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def add_param_group(self, param_group):
        super().add_param_group(param_group)
        for parameter in self.param_groups[-1]["params"]:
            self.state[parameter]["velocity"] = torch.zeros_like(parameter)

    def step(self, closure=None):
        returned = closure() if closure is not None else None
        for group in self.param_groups:
            velocities = [self.state[parameter]["velocity"] for parameter in group["params"]]
            options = {name: group[name] for name in ("lr", "momentum", "weight_decay", "nesterov")}
            sgd_step(group["params"], velocities, **options)
            for parameter, velocity in zip(group["params"], velocities, strict=False):
                self.state[parameter]["velocity"] = velocity
        return returned


def decay_groups(model, lr, weight_decay):
    return [
        {"params": [parameter], "lr": lr, "weight_decay": weight_decay if parameter.ndim >= 2 else 0.0}
        for parameter in model.parameters()
    ]


class _Clipped:
    def __init__(self, parameters):
        self.gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        self.norm = torch.linalg.vector_norm(torch.cat([gradient.flatten() for gradient in self.gradients]))

    def to(self, max_norm):
        factor = torch.clamp(max_norm / self.norm, max=1.0)
        for gradient in self.gradients:
            gradient.mul_(factor)
        return self


def clipped_step(model, optimizer, loss, max_norm):
    model.zero_grad()
    torch.autograd.backward(loss)
    clipped = _Clipped(model.parameters()).to(max_norm)
    optimizer.step()
    return clipped.norm.tolist()


class _Trainer(nn.Module):
    def __init__(self, model, criterion):
        super().__init__()
        self.model, self.criterion = model, criterion

    def forward(self, inputs, target):
        return self.criterion(self.model(inputs), target)


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    trainer, rates = _Trainer(model, criterion), []
    while len(rates) < epochs:
        first, *_ = optimizer.param_groups
        rates.append(first["lr"])
        for batch in batches:
            trainer.zero_grad()
            trainer(*batch).backward()
            optimizer.step()
        scheduler.step()
    return rates
