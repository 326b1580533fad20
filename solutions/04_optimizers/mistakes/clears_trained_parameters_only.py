"""You clear only what requires grad. A parameter that was frozen later may still hold an old gradient, which enters the
norm and moves it: clear them all."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.grad = None
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()
