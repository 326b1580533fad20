"""You clear .grad when you are done. That is the caller's choice: gradients may be looked at after the step."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
            parameter.grad = None
