"""Your new head does not require grad, as the frozen one before it did not, so it never learns. It is new: it has
everything to learn."""

from torch import nn


def replace_head(model, optimizer, classes):
    path, old = [(path, module) for path, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    new = nn.Linear(
        old.in_features, classes, bias=old.bias is not None, dtype=old.weight.dtype, device=old.weight.device
    )
    model.set_submodule(path, new)
    new.requires_grad_(old.weight.requires_grad)
    followers = {old.weight: new.weight, old.bias: new.bias}
    for group in optimizer.param_groups:
        group["params"] = [followers.get(parameter, parameter) for parameter in group["params"]]
    for parameter in followers:
        optimizer.state.pop(parameter, None)
