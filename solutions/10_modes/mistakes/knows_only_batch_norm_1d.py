"""You look for BatchNorm1d alone. BatchNorm2d and BatchNorm3d are classes of their own, and their statistics still
move."""

from torch import nn


def freeze_statistics(model):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.eval()
            module.train = lambda mode=True, module=module: module
