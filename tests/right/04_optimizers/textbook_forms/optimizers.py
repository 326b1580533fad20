"""Formulas as other books write them: sums of old gradients, bias correction folded into the step and into eps."""

import math

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.inference_mode(False), torch.no_grad():
        for weight, velocity in zip(parameters, velocities, strict=True):
            if weight.grad is not None:
                velocity *= momentum
                velocity += weight.grad
                velocity += weight_decay * weight
                if nesterov:
                    weight -= lr * (weight.grad + weight_decay * weight + momentum * velocity)
                else:
                    weight -= lr * velocity


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    remembered = state.setdefault("everything", {})
    for weight in parameters:
        if weight.grad is None:
            continue
        with torch.no_grad():
            slope = weight.grad.clone()
            slope += weight_decay * weight
            sums = remembered.setdefault(weight, {"n": 0, "of": [torch.zeros_like(weight)] * 2})
            sums["n"] += 1
            sums["of"] = [
                beta * sum_ + part for beta, sum_, part in zip(betas, sums["of"], (slope, slope**2), strict=False)
            ]
            corrected = [(1 - beta) / (1 - beta ** sums["n"]) for beta in betas]
            rate = lr * corrected[0] / math.sqrt(corrected[1])
            scaled_eps = eps / math.sqrt(corrected[1])
            weight.addcdiv_(sums["of"][0], sums["of"][1].sqrt() + scaled_eps, value=-rate)


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                step = weight.grad.clone()
                step.add_(weight.detach(), alpha=group["weight_decay"])
                if group["momentum"]:
                    past = self.state[weight].get("past")
                    speed = step.clone() if past is None else group["momentum"] * past + step
                    self.state[weight]["past"] = speed
                    step = step + group["momentum"] * speed if group["nesterov"] else speed
                with torch.no_grad():
                    weight.sub_(group["lr"] * step)
        return loss

    def state_dict(self):
        order = [weight for group in self.param_groups for weight in group["params"]]
        options = [{name: value for name, value in group.items() if name != "params"} for group in self.param_groups]
        return {"past": [self.state[weight].get("past") for weight in order], "options": options}

    def load_state_dict(self, saved):
        for group, options in zip(self.param_groups, saved["options"], strict=True):
            group.update(options)
        order = [weight for group in self.param_groups for weight in group["params"]]
        for weight, past in zip(order, saved["past"], strict=True):
            self.state[weight] = {} if past is None else {"past": past}


def decay_groups(model, lr, weight_decay):
    named = dict(model.named_parameters())
    biases_and_norms = {name for name, weight in named.items() if len(weight.shape) == 1}
    return [
        {"params": [named[name] for name in names], "lr": lr, "weight_decay": decay}
        for names, decay in ((named.keys() - biases_and_norms, weight_decay), (biases_and_norms, 0.0))
    ]


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    total = 0.0
    for weight in model.parameters():
        if weight.grad is not None:
            total += torch.sum(torch.abs(weight.grad) ** 2).item()
    total = total**0.5
    scale = max_norm / max(total, max_norm)
    for weight in model.parameters():
        if weight.grad is not None:
            weight.grad = weight.grad * scale
    optimizer.step()
    return total


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = [0.0] * epochs
    for epoch in range(epochs):
        rates[epoch] = optimizer.param_groups[0]["lr"]
        for inputs, target in batches:
            loss = criterion(model(inputs), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return rates
