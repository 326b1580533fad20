"""You average the devices' losses, so that each device counts the same. The last one may have fewer samples, which then
count more than others. Weight each loss by its number of samples."""

import torch


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    losses = [criterion(output, part) for output, part in zip(outputs, targets, strict=True)]
    return torch.stack([loss.to(devices[0]) for loss in losses]).mean()
