"""reshape does not move an axis: it reads the numbers in their order and cuts them at other places, so that one
sample's logits come from several positions. Use transpose, or merge batch and time."""

import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    batch, time, classes = logits.shape
    return F.cross_entropy(logits.reshape(batch, classes, time), target, ignore_index=ignore_index)
