"""You clip after the optimizer has used the gradients: the norm is right, but the update was made with the long
ones."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    return norm.item()
