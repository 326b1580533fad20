"""All layers are in eval mode, dropout too, so that all samples are the same. Switch the dropout layers alone back to
training mode."""

import torch


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        for module, training in modes:
            module.training = training
