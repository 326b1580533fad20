"""You keep a part of the old mean and add all of the new gradient: that is a sum, which grows. In a mean the two parts
add up to 1."""

import torch


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    beta1, beta2 = betas
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                continue
            if parameter not in state:
                state[parameter] = {"t": 0, "m": torch.zeros_like(parameter), "s": torch.zeros_like(parameter)}
            own = state[parameter]
            own["t"] += 1
            gradient = parameter.grad + weight_decay * parameter
            own["m"].mul_(beta1).add_(gradient)
            own["s"].mul_(beta2).add_(gradient**2)
            mean = own["m"] / (1 - beta1 ** own["t"])
            square = own["s"] / (1 - beta2 ** own["t"])
            parameter -= lr * mean / (square.sqrt() + eps)
