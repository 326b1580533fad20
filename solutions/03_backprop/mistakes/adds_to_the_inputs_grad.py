"""Your backward pass runs into the caller's own tensor and leaves a gradient in its .grad, on top of any that was
there. Work on a detached one (a clone() still leads back), or let autograd return the gradient instead of storing
it."""


def input_gradient(model, inputs, class_index):
    points = inputs if inputs.requires_grad else inputs.detach().requires_grad_()
    model_grads = [None if weight.grad is None else weight.grad.clone() for weight in model.parameters()]
    model(points)[:, class_index].sum().backward()
    for weight, gradient in zip(model.parameters(), model_grads):
        weight.grad = gradient
    return points.grad.clone()
