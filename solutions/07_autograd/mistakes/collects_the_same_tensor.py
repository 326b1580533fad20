"""You collect .grad itself, and the next backward pass writes into the same tensor: at the end each row is the last
one. And what the caller had in .grad is gone."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        model.zero_grad(set_to_none=False)
        criterion(model(inputs[index : index + 1]), target[index : index + 1]).backward()
        for name, weight in weights.items():
            rows[name].append(weight.grad)
    return {name: torch.stack(row) for name, row in rows.items()}
