"""Your rows add up to the gradient of the batch: each is divided by the number of samples. A sample's own gradient
is that of its own loss, so that the rows have the batch's gradient as their mean."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        loss = criterion(model(inputs[index : index + 1]), target[index : index + 1]) / len(inputs)
        gradients = torch.autograd.grad(loss, list(weights.values()))
        for name, gradient in zip(weights, gradients):
            rows[name].append(gradient)
    return {name: torch.stack(row) for name, row in rows.items()}
