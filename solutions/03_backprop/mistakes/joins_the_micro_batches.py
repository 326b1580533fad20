"""You join the micro-batches into one large batch. The numbers are right, but the batch was cut because it does not
fit into memory: run one micro-batch at a time."""

import torch


def accumulate_step(model, optimizer, criterion, micro_batches):
    inputs, target = (torch.cat(parts) for parts in zip(*micro_batches))
    optimizer.zero_grad()
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.item()
