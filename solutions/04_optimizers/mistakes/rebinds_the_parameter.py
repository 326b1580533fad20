"""You make a new tensor and give it the old one's name, in your function or in the list; the model still holds the old
one, which has not changed. Change that tensor itself, in place."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter = parameter - lr * direction
