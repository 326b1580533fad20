"""You draw from PyTorch's own generator: the split depends on what was drawn before, and an evaluation tomorrow sees
other samples than today. Draw with a generator of your own, seeded with `seed`."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    order = torch.randperm(length).tolist()
    return [Subset(dataset, order[start:end]) for start, end in zip([0, *ends], ends)]
