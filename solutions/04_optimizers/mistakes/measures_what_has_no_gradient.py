"""You measure the gradients of all parameters, but one that took no part in the loss has None for a gradient: leave it
out."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    gradients = [parameter.grad for parameter in model.parameters()]
    norm = torch.sqrt(sum(gradient.square().sum() for gradient in gradients)).item()
    if norm > max_norm:
        for gradient in gradients:
            gradient *= max_norm / norm
    optimizer.step()
    return norm
