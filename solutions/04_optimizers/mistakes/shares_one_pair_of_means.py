"""All your parameters share one pair of means. Here their shapes do not fit; where shapes are the same, nothing
complains, and the gradients of one parameter move another."""

import torch


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    beta1, beta2 = betas
    state["t"] = state.get("t", 0) + 1
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * gradient
            state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * gradient**2
            mean = state["m"] / (1 - beta1 ** state["t"])
            square = state["s"] / (1 - beta2 ** state["t"])
            parameter -= lr * mean / (square.sqrt() + eps)
