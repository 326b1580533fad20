"""Padding adds nothing to your sum, but you divide by it: the more padding a batch has, the smaller is its loss.
Divide by the number of positions that count."""

import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    return F.cross_entropy(logits.transpose(1, 2), target, ignore_index=ignore_index, reduction="none").mean()
