"""You compare the sum with 1 exactly. Floats do not add up so neatly: 0.7 + 0.2 + 0.1 is 0.9999999999999999. Allow for
rounding."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if sum(fractions) != 1:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    return [Subset(dataset, order[start:end]) for start, end in zip([0, *ends], ends)]
