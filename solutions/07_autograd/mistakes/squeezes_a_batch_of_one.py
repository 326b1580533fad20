"""You drop the batch axis where there is one sample. Who asks for row 0 then gets a part of a parameter: a batch of
one has one row."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        loss = criterion(model(inputs[index : index + 1]), target[index : index + 1])
        gradients = torch.autograd.grad(loss, list(weights.values()))
        for name, gradient in zip(weights, gradients):
            rows[name].append(gradient)
    return {name: torch.stack(row).squeeze(0) for name, row in rows.items()}
