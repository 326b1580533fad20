"""You replace the gradients of the parameters that require grad and leave all others as they are. The optimizer moves
whatever has a .grad, so a parameter that was frozen with an old one follows it in each step: clear them all."""

import torch


def train_step(model, optimizer, criterion, inputs, target):
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    loss = criterion(model(inputs), target)
    for weight, gradient in zip(trained, torch.autograd.grad(loss, trained)):
        weight.grad = gradient
    optimizer.step()
    return loss.item()
