"""You move the parameter before the velocity has this step's gradient in it, so each gradient acts one step late:
update the velocity first."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
            velocity.mul_(momentum).add_(gradient)
