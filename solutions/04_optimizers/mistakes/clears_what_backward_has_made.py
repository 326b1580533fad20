"""You clear after the backward pass: nothing is left to measure, and the optimizer has nothing to step by."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    loss.backward()
    optimizer.zero_grad()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()
