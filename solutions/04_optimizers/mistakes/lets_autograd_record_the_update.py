"""You update parameters while autograd is recording, and it refuses: a leaf that requires grad must not be changed in
place in the middle of a graph. The update is no part of the model, so tell autograd not to look."""


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    for parameter, velocity in zip(parameters, velocities):
        if parameter.grad is None:
            continue
        gradient = parameter.grad + weight_decay * parameter.detach()
        velocity.mul_(momentum).add_(gradient)
        direction = gradient + momentum * velocity if nesterov else velocity
        parameter -= lr * direction
