"""You join the samples along the last axis. The batch axis comes first, as everywhere: row i belongs to sample i."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        loss = criterion(model(inputs[index : index + 1]), target[index : index + 1])
        gradients = torch.autograd.grad(loss, list(weights.values()))
        for name, gradient in zip(weights, gradients):
            rows[name].append(gradient)
    return {name: torch.stack(row, dim=-1) for name, row in rows.items()}
