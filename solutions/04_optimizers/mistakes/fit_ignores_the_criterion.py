"""You train with the squared error, but the caller has chosen another criterion: call the one that you are given."""

import torch


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    criterion = torch.nn.MSELoss()
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
