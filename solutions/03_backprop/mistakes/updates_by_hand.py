"""You subtract lr times the gradient yourself, which is plain gradient descent: momentum, weight decay and every
other rule of the optimizer that was given to you are lost. Let its step() make the update."""

import torch


def train_step(model, optimizer, criterion, inputs, target):
    optimizer.zero_grad()
    loss = criterion(model(inputs), target)
    loss.backward()
    with torch.no_grad():
        for group in optimizer.param_groups:
            for weight in group["params"]:
                weight -= group["lr"] * weight.grad
    return loss.item()
