"""You round each part down, and nobody gets the samples that are left: 0.7 and 0.3 of 23 are 16 and 6. Cut at the
rounded ends instead, or let one part have the rest."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    parts, start = [], 0
    for fraction in fractions:
        size = int(length * fraction)
        parts.append(Subset(dataset, order[start : start + size]))
        start += size
    return parts
