"""You let torch.optim.SGD take the step. The numbers are right, but how they come about is what this kata is about:
write the update yourself."""

import torch


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    optimizer = torch.optim.SGD(parameters, lr, momentum, weight_decay=weight_decay, nesterov=nesterov)
    for parameter, velocity in zip(parameters, velocities):
        optimizer.state[parameter]["momentum_buffer"] = velocity
    optimizer.step()
