"""Your new head has a bias, though the old one had none. Do as the old one did."""

from torch import nn


def replace_head(model, optimizer, classes):
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(old.in_features, classes, dtype=old.weight.dtype, device=old.weight.device)
    model.set_submodule(path, new)
    followers = {old.weight: new.weight, old.bias: new.bias}
    for group in optimizer.param_groups:
        group["params"] = [followers.get(parameter, parameter) for parameter in group["params"]]
    for parameter in followers:
        optimizer.state.pop(parameter, None)
