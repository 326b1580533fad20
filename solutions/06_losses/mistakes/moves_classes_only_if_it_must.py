"""You move the classes only where the shapes do not fit as they are. With as many time steps as classes they do fit,
and time is taken for classes: say which axis is which, and do not guess it from sizes."""

import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    if logits.shape[2] != target.shape[1]:
        logits = logits.transpose(1, 2)
    return F.cross_entropy(logits, target, ignore_index=ignore_index)
