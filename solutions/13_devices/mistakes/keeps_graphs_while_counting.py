"""Without torch.no_grad() each forward pass keeps all layers' outputs for a backward pass that never comes, and a
GPU's memory is small."""

import contextlib

import torch


def accuracy_on(model, batches, device):
    model.to(device)
    right, samples = torch.zeros((), device=device), 0
    with contextlib.nullcontext():
        for inputs, target in batches:
            right += (model(inputs.to(device)).argmax(dim=1) == target.to(device)).sum()
            samples += len(target)
    return right.item() / samples
