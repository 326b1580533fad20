"""You add up the samples' losses. With twice the batch the gradient is twice as long, as if somebody had doubled the
learning rate: take the mean."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    return F.cross_entropy(model(inputs), target, reduction="sum")
