"""You never clear .grad, so this loss's gradient is added to what is there already, and both the norm and the update
are of the sum."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()
