"""You put the whole model into training mode: dropout draws, but BatchNorm also normalizes by your inputs and moves
its statistics. Only the dropout layers belong into training mode."""

import torch


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.train()
    try:
        with torch.no_grad():
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        for module, training in modes:
            module.training = training
