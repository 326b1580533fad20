"""You guard the model's own train(), but training loops also call train() on parts of it, such as model.backbone, and
these calls still reach the BatchNorm layers. Guard the layers themselves."""

from types import MethodType

from torch.nn.modules.batchnorm import _BatchNorm


def freeze_statistics(model):
    original = model.train

    def train(self, mode=True):
        original(mode)
        for module in model.modules():
            if isinstance(module, _BatchNorm):
                module.training = False
        return self

    model.train = MethodType(train, model)
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
