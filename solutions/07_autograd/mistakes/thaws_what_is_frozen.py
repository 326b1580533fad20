"""You make every parameter require grad, and the frozen ones stay so: they have rows, and from the caller's next
step on they will be trained."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    model.requires_grad_(True)
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        loss = criterion(model(inputs[index : index + 1]), target[index : index + 1])
        gradients = torch.autograd.grad(loss, list(weights.values()))
        for name, gradient in zip(weights, gradients):
            rows[name].append(gradient)
    return {name: torch.stack(row) for name, row in rows.items()}
