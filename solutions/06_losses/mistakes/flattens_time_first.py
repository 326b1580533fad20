"""You flatten the logits with time first and the target with the batch first: each position is judged by the target
of another one. Flatten both in the same order."""

import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    rows = logits.transpose(0, 1).reshape(-1, logits.shape[-1])
    return F.cross_entropy(rows, target.reshape(-1), ignore_index=ignore_index)
