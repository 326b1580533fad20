"""The batches are brought to the device and the model stays where it was. Both sides of an operation must be
there: the model moves once, before the loop."""

import torch


def train_on(model, batches, criterion, optimizer, device):
    criterion.to(device)
    total, samples = torch.zeros((), device=device), 0
    for inputs, target in batches:
        inputs, target = inputs.to(device), target.to(device)
        loss = criterion(model(inputs), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(target)
        samples += len(target)
    return total.item() / samples
