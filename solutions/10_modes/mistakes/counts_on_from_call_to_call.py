"""Your counts are kept from one call to the next (a global, or a default argument that is changed), so later results
are mixed with earlier ones. Begin each call at zero."""

import torch

_counts = [0, 0]


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                _counts[0] += (model(inputs).argmax(dim=1) == target).sum().item()
                _counts[1] += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return _counts[0] / _counts[1]
