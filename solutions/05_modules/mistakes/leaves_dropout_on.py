"""You put only BatchNorm into eval mode, so dropout in the frozen part still drops, and the same input gives another
output each time. The whole part is to be in eval mode."""

from torch import nn


def freeze(model, path):
    part = model.get_submodule(path)
    for module in part.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()
    for parameter in part.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
