"""Your velocity is made of gradients times lr. While lr stays the same that comes to the same steps, but after a change
old gradients still move with the old lr: multiply with lr when you step, not before."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(lr * gradient)
            direction = lr * gradient + momentum * velocity if nesterov else velocity
            parameter -= direction
