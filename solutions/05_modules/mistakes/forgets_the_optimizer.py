"""The optimizer still holds the old head's parameters and knows nothing of the new ones, so the new head never
learns. Give it the new parameters."""

from torch import nn


def replace_head(model, optimizer, classes):
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(
        old.in_features, classes, bias=old.bias is not None, dtype=old.weight.dtype, device=old.weight.device
    )
    model.set_submodule(path, new)
