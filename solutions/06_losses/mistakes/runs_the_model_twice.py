"""You run the model twice. That costs twice the time, and a layer that notes statistics of its batches, such as
BatchNorm, counts this batch twice: keep the logits in a variable."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    assert len(model(inputs)) == len(target)
    return F.cross_entropy(model(inputs), target)
