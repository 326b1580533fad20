"""You freeze the parameters during your pass and then let all of them require grad, also those that were frozen
before: their owner now trains them unknowingly."""


def input_gradient(model, inputs, class_index):
    points = inputs.detach().requires_grad_()
    model.requires_grad_(False)
    model(points)[:, class_index].sum().backward()
    model.requires_grad_(True)
    return points.grad
