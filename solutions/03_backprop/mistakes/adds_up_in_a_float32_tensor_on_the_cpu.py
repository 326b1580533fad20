"""You add the losses up in a tensor that is on the CPU and float32 whatever the model is: on a GPU that is an error,
and float64 losses lose digits or become infinite. Add up numbers."""

import torch


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = torch.zeros(1)
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward()
        mean += share.detach()
    optimizer.step()
    return mean.item()
