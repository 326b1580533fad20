"""You cut each value of the gradient off at max_norm. That turns its direction, and the norm can still be larger: scale
the gradient as a whole."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    norm = torch.nn.utils.get_total_norm([each.grad for each in model.parameters() if each.grad is not None])
    torch.nn.utils.clip_grad_value_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()
