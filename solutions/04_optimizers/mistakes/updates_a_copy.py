"""You change parameter.reshape(-1). Where the memory is not contiguous that is a copy, and the parameter stays as it
was: work on the tensor as it is."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad + weight_decay * parameter
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter.reshape(-1).sub_(lr * direction.reshape(-1))
