"""You drop the parameters without a gradient from one list only, so all that follow get the velocity of another
parameter: keep the pairs together, and skip whole pairs."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip([each for each in parameters if each.grad is not None], velocities):
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
