"""You scale the gradient to max_norm whether it is longer or shorter: small gradients, at the end of training, become
large steps. A short gradient stays as it is."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    norm = torch.sqrt(sum(gradient.square().sum() for gradient in gradients)).item()
    for gradient in gradients:
        gradient *= max_norm / (norm + 1e-6)
    optimizer.step()
    return norm
