"""You take the decay off the parameter directly. In SGD it is a part of the gradient, so it goes into the velocity,
too; without momentum there is no difference, with momentum there is."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * (direction + weight_decay * parameter)
