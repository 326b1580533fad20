"""Your new velocity is gone when the function returns, so each step begins with the old one, and no speed is gathered:
leave it in the caller's list, or change the tensor there in place."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity = momentum * velocity + gradient
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
