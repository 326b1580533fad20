"""You add up the time steps of each sequence and average over the batch alone: longer sequences have a larger loss,
and a longer gradient. Divide by the number of positions that count."""

import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    total = F.cross_entropy(logits.transpose(1, 2), target, ignore_index=ignore_index, reduction="sum")
    return total / len(logits)
