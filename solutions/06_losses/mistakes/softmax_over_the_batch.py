"""Your softmax runs down the batch, so that the samples of a class compete with one another. The classes are on axis
1: each row is one sample."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    return F.nll_loss(model(inputs).log_softmax(dim=0), target)
