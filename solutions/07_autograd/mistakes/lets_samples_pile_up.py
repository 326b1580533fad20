"""You run one backward pass for each sample and clear nothing in between, so row i holds the samples before it too.
And what has piled up stays in .grad."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    model.zero_grad()
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        criterion(model(inputs[index : index + 1]), target[index : index + 1]).backward()
        for name, weight in weights.items():
            rows[name].append(weight.grad.clone())
    return {name: torch.stack(row) for name, row in rows.items()}
