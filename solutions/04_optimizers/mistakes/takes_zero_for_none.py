"""You skip a gradient of zeros as if it were missing. It is a gradient: the parameter still decays, and goes on with
its velocity. Only None says that it took no part in the loss."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None or not parameter.grad.any():
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
