"""At a parameter without a gradient you leave the function, so all the parameters after it miss their update: go on
with the next one."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                return
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
