"""Weight and bias of the new head get the options of one group. The old ones may have been in two, as biases often
have no weight decay: look for each."""

from torch import nn


def replace_head(model, optimizer, classes):
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(
        old.in_features, classes, bias=old.bias is not None, dtype=old.weight.dtype, device=old.weight.device
    )
    model.set_submodule(path, new)
    for parameter in (old.weight, old.bias):
        optimizer.state.pop(parameter, None)
    for group in optimizer.param_groups:
        had_weight = any(parameter is old.weight for parameter in group["params"])
        group["params"] = [each for each in group["params"] if each is not old.weight and each is not old.bias]
        if had_weight:
            group["params"] += list(new.parameters())
