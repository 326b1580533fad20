"""You switch the recording of gradients off for the whole program and never on again: the caller's next backward pass
fails. Use torch.no_grad() in a with statement, which ends by itself."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    torch.set_grad_enabled(False)
    for parameter, velocity in zip(parameters, velocities):
        if parameter.grad is None:
            continue
        gradient = parameter.grad + weight_decay * parameter
        velocity.mul_(momentum).add_(gradient)
        direction = gradient + momentum * velocity if nesterov else velocity
        parameter -= lr * direction
