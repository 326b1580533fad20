"""eval() lasts until the next model.train(), which every training loop calls at the start of an epoch: from then on
the statistics move again. See to it that train() does not reach these layers."""

from torch.nn.modules.batchnorm import _BatchNorm


def freeze_statistics(model):
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
