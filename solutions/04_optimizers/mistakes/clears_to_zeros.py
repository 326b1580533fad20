"""You fill old gradients with zeros. A parameter without a part in this loss then has a gradient that the optimizer
does not skip, and decays and coasts: its .grad has to be None."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()
