"""You clamp probabilities before the logarithm. The loss stays finite, but below the clamp its gradient is exactly
zero: the samples that are most wrong teach nothing. Start from the logits."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    return F.nll_loss(model(inputs).softmax(dim=1).clamp(min=1e-7).log(), target)
