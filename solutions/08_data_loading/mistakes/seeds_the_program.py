"""You seed PyTorch's own generator: the split is right, but from here on the whole program draws the same numbers,
weights and dropout included. Use a generator of your own."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    torch.manual_seed(seed)
    order = torch.randperm(length).tolist()
    return [Subset(dataset, order[start:end]) for start, end in zip([0, *ends], ends)]
