"""You return the norm after clipping, which is max_norm whenever it matters. The one before tells how large gradients
really get."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    norm = torch.sqrt(sum(gradient.square().sum() for gradient in gradients)).item()
    if norm > max_norm:
        for gradient in gradients:
            gradient *= max_norm / norm
    optimizer.step()
    return min(norm, max_norm)
