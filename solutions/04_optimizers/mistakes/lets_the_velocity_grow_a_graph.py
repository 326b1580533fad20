"""Only the last line is hidden from autograd. The decay that you add before is recorded, so the velocity keeps a graph
that grows with every step: no part of the update should be recorded."""


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    for index, parameter in enumerate(parameters):
        if parameter.grad is None:
            continue
        gradient = parameter.grad + weight_decay * parameter
        velocities[index] = momentum * velocities[index] + gradient
        direction = gradient + momentum * velocities[index] if nesterov else velocities[index]
        parameter.data -= lr * direction.data
