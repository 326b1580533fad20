"""You take two parameters with the same values for one: zeros and ones are common in new layers. Compare the
objects, not the numbers."""

import torch


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [
            parameter
            for parameter in module.parameters(recurse=False)
            if not any(torch.equal(parameter, other) for other in seen)
        ]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
