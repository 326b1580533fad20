"""Your train() returns nothing, but eval() and train() of a module return the module, and model.eval()(inputs) counts on
it. Return the layer."""

from torch.nn.modules.batchnorm import _BatchNorm


def freeze_statistics(model):
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
            module.train = lambda mode=True: None
