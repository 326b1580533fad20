"""You average each sequence first and then the sequences, so that a position in a short sequence counts more than
one in a long one. Average once, over all positions that count."""

import torch
import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    means = [F.cross_entropy(row, right, ignore_index=ignore_index) for row, right in zip(logits, target)]
    return torch.stack(means).mean()
