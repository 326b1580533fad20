"""Your count is one for all parameters. One that gets its first gradient later has means that have only just begun, and
is corrected as if they were old: count each parameter's own updates."""

import torch


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    beta1, beta2 = betas
    state["t"] = state.get("t", 0) + 1
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                continue
            if parameter not in state:
                state[parameter] = {"t": 0, "m": torch.zeros_like(parameter), "s": torch.zeros_like(parameter)}
            own = state[parameter]
            gradient = parameter.grad + weight_decay * parameter
            own["m"].mul_(beta1).add_((1 - beta1) * gradient)
            own["s"].mul_(beta2).add_((1 - beta2) * gradient**2)
            mean = own["m"] / (1 - beta1 ** state["t"])
            square = own["s"] / (1 - beta2 ** state["t"])
            parameter -= lr * mean / (square.sqrt() + eps)
