"""Only the last line is hidden from autograd. The decay that you add before is recorded, so the means keep a graph that
grows with every step: no part of the update should be recorded."""


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    beta1, beta2 = betas
    for parameter in parameters:
        if parameter.grad is None:
            continue
        own = state.setdefault(parameter, {"t": 0, "m": 0.0, "s": 0.0})
        own["t"] += 1
        gradient = parameter.grad + weight_decay * parameter
        own["m"] = beta1 * own["m"] + (1 - beta1) * gradient
        own["s"] = beta2 * own["s"] + (1 - beta2) * gradient**2
        mean = own["m"] / (1 - beta1 ** own["t"])
        square = own["s"] / (1 - beta2 ** own["t"])
        parameter.data -= lr * mean.data / (square.data.sqrt() + eps)
