"""You remember which trainable parameters you have counted, and not which frozen ones: a frozen one that stands in two
modules is counted twice. Remember all."""

from torch import nn


def parameter_table(model: nn.Module) -> list[tuple[str, str, int, int]]:
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = list(module.parameters(recurse=False))
        trainable = [parameter for parameter in own if parameter.requires_grad and parameter not in seen]
        seen.update(trainable)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, sum(parameter.numel() for parameter in trainable), frozen))
    return rows
