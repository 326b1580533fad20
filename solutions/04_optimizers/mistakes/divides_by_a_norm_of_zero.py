"""You divide by the norm before you know whether there is anything to clip, and a gradient of zeros has the norm 0: ask
first whether it is longer than max_norm."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    norm = torch.sqrt(sum(gradient.square().sum() for gradient in gradients)).item()
    factor = min(1.0, max_norm / norm)
    for gradient in gradients:
        gradient *= factor
    optimizer.step()
    return norm
