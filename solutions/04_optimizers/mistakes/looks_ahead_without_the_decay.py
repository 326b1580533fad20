"""With nesterov you add the velocity to the bare .grad: the decay is a part of the gradient there, too."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = parameter.grad + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
