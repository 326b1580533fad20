"""NumPy on the parameters' own memory; what is remembered is kept under positions; rates and groups told by names."""

import math

import numpy as np
import torch


def _view(tensor):
    return tensor.detach().numpy()


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    for index in range(len(parameters)):
        if parameters[index].grad is not None:
            weight, slope = _view(parameters[index]), _view(parameters[index].grad)
            slope = slope + weight_decay * weight
            speed = _view(velocities[index])
            np.multiply(speed, momentum, out=speed)
            np.add(speed, slope, out=speed)
            weight[...] = weight - lr * (slope + momentum * speed if nesterov else speed)


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    for index, parameter in enumerate(parameters):
        if parameter.grad is None:
            continue
        weight = _view(parameter)
        slope = _view(parameter.grad) + weight_decay * weight
        count, mean, square = state.get(index, (0, 0.0, 0.0))
        count = count + 1
        mean = betas[0] * mean + (1 - betas[0]) * slope
        square = betas[1] * square + (1 - betas[1]) * np.square(slope)
        state[index] = (count, mean, square)
        top, bottom = mean / (1 - math.pow(betas[0], count)), square / (1 - math.pow(betas[1], count))
        weight -= lr * top / (np.sqrt(bottom) + eps)


OPTIONS = ("lr", "momentum", "weight_decay", "nesterov")


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        options = locals()
        super().__init__(params, {name: options[name] for name in OPTIONS})

    def step(self, closure=None):
        loss = closure() if closure else None
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    kept = self.state[parameter]
                    speeds = [kept.get("speed", torch.zeros_like(parameter))]
                    sgd_step([parameter], speeds, *(group[name] for name in OPTIONS))
                    (kept["speed"],) = speeds
        return loss


def decay_groups(model, lr, weight_decay):
    norms = tuple(name for name, module in model.named_modules() if "Norm" in type(module).__name__)
    groups = {True: [], False: []}
    for name, weight in model.named_parameters():
        groups["bias" not in name and name.rpartition(".")[0] not in norms].append(weight)
    return [{"params": groups[key], "lr": lr, "weight_decay": weight_decay * key} for key in (True, False)]


def clipped_step(model, optimizer, loss, max_norm):
    for weight in model.parameters():
        weight.grad = None
    loss.backward()
    slopes = [_view(weight.grad) for weight in model.parameters() if weight.grad is not None]
    norm = math.sqrt(sum(float((slope.astype(np.float64) ** 2).sum()) for slope in slopes))
    if norm > max_norm:
        for slope in slopes:
            slope *= max_norm / norm
    optimizer.step()
    return norm


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    def epoch():
        rate = optimizer.state_dict()["param_groups"][0]["lr"]
        for inputs, target in batches:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
        return rate

    return [epoch() for _ in range(epochs)]
