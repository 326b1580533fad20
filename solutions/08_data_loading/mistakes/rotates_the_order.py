"""You draw only where to begin: neighbours stay together, and in files sorted by class whole classes still go to one
part. Draw the whole order."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    offset = int(torch.randint(length, (), generator=torch.Generator().manual_seed(seed)))
    order = [(offset + index) % length for index in range(length)]
    return [Subset(dataset, order[start:end]) for start, end in zip([0, *ends], ends)]
