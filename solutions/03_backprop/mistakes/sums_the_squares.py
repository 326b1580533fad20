"""You add up the squared differences; asked for is their mean over all samples and classes, which does not grow with
the batch."""

import torch.nn.functional as F


def distillation_loss(student, teacher, inputs):
    return F.mse_loss(student(inputs), teacher(inputs).detach(), reduction="sum")
