"""Your train() takes no argument, but it is called with one: model.train() passes True on to its children, and
model.eval() passes False."""

from torch.nn.modules.batchnorm import _BatchNorm


def freeze_statistics(model):
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
            module.train = lambda: module
