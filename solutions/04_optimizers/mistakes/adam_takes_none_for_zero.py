"""You treat a missing gradient as zeros: the parameter still moves by its old means and its decay, and its count goes
on. It took no part in the loss, so leave it and all that belongs to it as they are."""

import torch


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    beta1, beta2 = betas
    with torch.no_grad():
        for parameter in parameters:
            if parameter not in state:
                state[parameter] = {"t": 0, "m": torch.zeros_like(parameter), "s": torch.zeros_like(parameter)}
            own = state[parameter]
            own["t"] += 1
            gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            gradient = gradient + weight_decay * parameter
            own["m"].mul_(beta1).add_((1 - beta1) * gradient)
            own["s"].mul_(beta2).add_((1 - beta2) * gradient**2)
            mean = own["m"] / (1 - beta1 ** own["t"])
            square = own["s"] / (1 - beta2 ** own["t"])
            parameter -= lr * mean / (square.sqrt() + eps)
