"""momentum = 0 or track_running_stats = False only stop the running statistics from moving. In training mode the
layer still normalizes by the batch's own: its output is not that of eval mode."""

from torch.nn.modules.batchnorm import _BatchNorm


def freeze_statistics(model):
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.momentum = 0.0
