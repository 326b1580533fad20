"""You clip before the backward pass, when there is nothing to clip yet: the gradients that the optimizer then uses are
of any length. Clip between backward and step."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    loss.backward()
    optimizer.step()
    return norm.item()
