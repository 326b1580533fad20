"""You look for names that begin with Dropout, and miss AlphaDropout and FeatureAlphaDropout."""

import torch


def monte_carlo(model, inputs, samples):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for module in model.modules():
        if type(module).__name__.startswith("Dropout"):
            module.train()
    try:
        with torch.no_grad():
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        for module, training in modes:
            module.training = training
