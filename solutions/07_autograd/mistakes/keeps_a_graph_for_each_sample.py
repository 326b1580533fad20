"""You ask for gradients with a graph, and so each row holds on to the activations of its own pass. Nobody
differentiates them again here: leave that out."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = {name: [] for name in weights}
    for index in range(len(inputs)):
        loss = criterion(model(inputs[index : index + 1]), target[index : index + 1])
        gradients = torch.autograd.grad(loss, list(weights.values()), create_graph=True)
        for name, gradient in zip(weights, gradients):
            rows[name].append(gradient)
    return {name: torch.stack(row) for name, row in rows.items()}
