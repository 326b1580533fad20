"""torch.zeros(()) without a device is on the CPU, and what is on another device cannot be added to it in place.
Make the sum where the losses are."""

import torch


def train_on(model, batches, criterion, optimizer, device):
    model.to(device)
    criterion.to(device)
    total, samples = torch.zeros(()), 0
    for inputs, target in batches:
        inputs, target = inputs.to(device), target.to(device)
        loss = criterion(model(inputs), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(target)
        samples += len(target)
    return total.item() / samples
