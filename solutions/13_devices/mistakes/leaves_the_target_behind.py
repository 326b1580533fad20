"""The inputs are moved and the target is not: the loss needs both in one place."""

import torch


def train_on(model, batches, criterion, optimizer, device):
    model.to(device)
    criterion.to(device)
    total, samples = torch.zeros((), device=device), 0
    for inputs, target in batches:
        inputs = inputs.to(device)
        loss = criterion(model(inputs), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(target)
        samples += len(target)
    return total.item() / samples
