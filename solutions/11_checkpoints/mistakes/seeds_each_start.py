"""You seed the generators when training begins. That draws the same each time, whatever seed the caller has chosen.
With their state in the checkpoint there is nothing to seed."""

import random

import torch


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    random.seed(0)
    torch.manual_seed(0)
    finished = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    for epoch in range(finished, epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
    return max(epochs - finished, 0)
