"""You round each part down, and one gets all that is left: with four parts of a quarter it is up to three samples too
large. Spread the rest; a part is at most one sample away from its share."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    parts, start = [], 0
    for fraction in fractions[:-1]:
        size = int(length * fraction)
        parts.append(Subset(dataset, order[start : start + size]))
        start += size
    return [*parts, Subset(dataset, order[start:])]
