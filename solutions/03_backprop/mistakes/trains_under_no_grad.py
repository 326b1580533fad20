"""Under no_grad() the forward pass records no graph, so the loss has nothing to go back through and backward()
refuses. no_grad() is for passes that need no gradient."""

import torch


def train_step(model, optimizer, criterion, inputs, target):
    optimizer.zero_grad()
    with torch.no_grad():
        loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.item()
