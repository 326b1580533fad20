"""You call PyTorch's loss. Here you are to write it: softplus, logsigmoid and everything else that is no loss
function may be used."""

import torch.nn.functional as F


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    return F.binary_cross_entropy_with_logits(logits, target, pos_weight=pos_weight)
