"""You switch the model to eval mode, and it stays there: from the second batch on it trains without dropout and
batch statistics. The mode is the caller's choice."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    model.eval()
    return F.cross_entropy(model(inputs), target)
