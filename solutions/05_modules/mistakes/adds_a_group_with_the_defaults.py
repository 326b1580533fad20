"""You add the new parameters as a group without options: they get the optimizer's default lr and weight decay, not
those of the group that the old head was in."""

from torch import nn


def replace_head(model, optimizer, classes):
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(
        old.in_features, classes, bias=old.bias is not None, dtype=old.weight.dtype, device=old.weight.device
    )
    model.set_submodule(path, new)
    gone = {old.weight, old.bias}
    for group in optimizer.param_groups:
        group["params"] = [parameter for parameter in group["params"] if parameter not in gone]
    for parameter in gone:
        optimizer.state.pop(parameter, None)
    optimizer.add_param_group({"params": list(new.parameters())})
