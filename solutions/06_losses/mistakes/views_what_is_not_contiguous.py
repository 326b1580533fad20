"""view can only cut memory as it lies, and logits that were transposed before lie in another order: reshape and
flatten copy where they must."""

import torch.nn.functional as F


def sequence_cross_entropy(logits, target, ignore_index=-100):
    return F.cross_entropy(logits.view(-1, logits.shape[-1]), target.view(-1), ignore_index=ignore_index)
