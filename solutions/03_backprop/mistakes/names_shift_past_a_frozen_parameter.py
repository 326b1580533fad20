"""You pair the names of all parameters with the gradients of only those that require grad, so each name behind a
frozen parameter stands for another one's gradient. Choose the parameters first, then take names and gradients from
the same list."""

import torch


def gradients(model, criterion, inputs, target):
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    found = torch.autograd.grad(criterion(model(inputs), target), trained)
    return {name: gradient for (name, _), gradient in zip(model.named_parameters(), found)}
