"""You clear .grad and fill it sample by sample: what the caller had there is gone, and the last sample's is left.
torch.autograd.grad returns gradients and touches no .grad."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        model.zero_grad()
        criterion(model(inputs[index : index + 1]), target[index : index + 1]).backward()
        for name, weight in weights.items():
            rows[name].append(weight.grad.clone())
    return {name: torch.stack(row) for name, row in rows.items()}
