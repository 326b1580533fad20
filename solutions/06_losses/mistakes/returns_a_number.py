"""You return a number, and a number has no graph: the caller cannot run backward() on it. Return the tensor as it
is."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    return F.cross_entropy(model(inputs), target).item()
