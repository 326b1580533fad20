"""You accept fractions that do not sum to 1: samples are lost in silence, or asked for twice. Most likely somebody
mistyped; raise ValueError."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    return [Subset(dataset, order[start:end]) for start, end in zip([0, *ends], ends)]
