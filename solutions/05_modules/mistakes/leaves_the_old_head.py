"""The new parameters are in the optimizer, but the old head's are as well, with their state: memory, and files, for
what no model uses. Take them out."""

from torch import nn


def replace_head(model, optimizer, classes):
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(
        old.in_features, classes, bias=old.bias is not None, dtype=old.weight.dtype, device=old.weight.device
    )
    model.set_submodule(path, new)
    for group in list(optimizer.param_groups):
        options = {name: value for name, value in group.items() if name != "params"}
        for one, other in ((old.weight, new.weight), (old.bias, new.bias)):
            if any(one is parameter for parameter in group["params"]):
                optimizer.add_param_group(options | {"params": [other]})
