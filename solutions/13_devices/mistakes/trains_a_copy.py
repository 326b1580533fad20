"""A copy of the model is moved and trained backward; the optimizer knows only the parameters of the one you were
given, and those never change. model.to(device) keeps its parameters: move it itself."""

import copy

import torch


def train_on(model, batches, criterion, optimizer, device):
    model = copy.deepcopy(model).to(device)
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
