"""You clear .grad after the step, which helps the next call but not this one: whatever was there before is added to
this loss's gradient. Clear before the backward pass."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    optimizer.zero_grad()
    return norm.item()
