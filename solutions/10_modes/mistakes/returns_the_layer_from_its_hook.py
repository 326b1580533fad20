"""Your hook returns something (a lambda returns what eval() gives, the layer), and PyTorch takes what a forward
pre-hook returns for the layer's new input. Let it return None."""

from torch.nn.modules.batchnorm import _BatchNorm


def freeze_statistics(model):
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.register_forward_pre_hook(lambda module, args: module.eval())
