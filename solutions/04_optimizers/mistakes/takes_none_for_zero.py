"""You treat a missing gradient as zeros, so that parameter still decays, and goes on with its velocity. It took no part
in the loss: leave both as they are."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            gradient = gradient + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
