"""You apply softmax, and cross_entropy has one inside: two of them flatten each other. The loss cannot come near 0
then, and the gradient almost vanishes where the model is badly wrong: hand over the logits."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    return F.cross_entropy(model(inputs).softmax(dim=1), target)
