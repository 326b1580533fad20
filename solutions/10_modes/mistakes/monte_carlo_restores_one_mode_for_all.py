"""You note the mode of the model itself and give it to all its modules. Some of them may have been in the other mode:
note each one's."""

import torch
from torch.nn.modules.dropout import _DropoutNd


def monte_carlo(model, inputs, samples):
    training = model.training
    model.eval()
    for module in model.modules():
        if isinstance(module, _DropoutNd):
            module.train()
    try:
        with torch.no_grad():
            return torch.stack([model(inputs) for _ in range(samples)])
    finally:
        model.train(training)
