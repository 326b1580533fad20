"""You weigh the gradient with 1 - momentum, as in a mean. PyTorch's velocity is a sum: all of the gradient is added,
and steps get up to 1 / (1 - momentum) times as long."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_((1 - momentum) * gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
