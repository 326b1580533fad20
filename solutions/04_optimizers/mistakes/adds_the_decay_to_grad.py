"""You add the decay to .grad itself. Whoever looks at the gradient afterwards, or lets the next backward pass add to
it, has it in there: make a new tensor."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    with torch.no_grad():
        for parameter, velocity in zip(parameters, velocities):
            if parameter.grad is None:
                continue
            gradient = parameter.grad.add_(weight_decay * parameter)
            velocity.mul_(momentum).add_(gradient)
            direction = gradient + momentum * velocity if nesterov else velocity
            parameter -= lr * direction
