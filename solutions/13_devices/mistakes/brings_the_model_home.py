"""The model is moved back to the CPU after training. The next call must move it all again, and whoever goes on
with it on the device finds it gone: leave it there."""

import torch


def train_on(model, batches, criterion, optimizer, device):
    model.to(device)
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
    model.cpu()
    return total.item() / samples
