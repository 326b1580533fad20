"""You set the reduction of the caller's criterion: from now on it is another one, and a criterion without that attribute
gives a wrong loss. Take the mean as it comes, and weight it by the number of samples."""

import torch


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    criterion.reduction = "sum"
    losses = [criterion(output, part) for output, part in zip(outputs, targets, strict=True)]
    return torch.stack([loss.to(devices[0]) for loss in losses]).sum() / len(target)
