"""You skip a gradient of zeros as if it were missing. It is a gradient: the means shrink, the count goes on, and the
parameter still decays and moves. Only None says that it took no part in the loss."""

import torch


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    beta1, beta2 = betas
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None or not parameter.grad.any():
                continue
            if parameter not in state:
                state[parameter] = {"t": 0, "m": torch.zeros_like(parameter), "s": torch.zeros_like(parameter)}
            own = state[parameter]
            own["t"] += 1
            gradient = parameter.grad + weight_decay * parameter
            own["m"].mul_(beta1).add_((1 - beta1) * gradient)
            own["s"].mul_(beta2).add_((1 - beta2) * gradient**2)
            mean = own["m"] / (1 - beta1 ** own["t"])
            square = own["s"] / (1 - beta2 ** own["t"])
            parameter -= lr * mean / (square.sqrt() + eps)
