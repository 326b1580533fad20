"""You read every sample to divide them, which for a dataset of files means opening them all and keeping them in
memory. Divide the indices; `Subset` reads a sample when it is asked for."""

import torch
from torch.utils.data import Subset


def split(dataset, fractions, seed):
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError("the fractions do not sum to 1")
    length = len(dataset)
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    samples = [dataset[index] for index in range(length)]
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    return [[samples[index] for index in order[start:end]] for start, end in zip([0, *ends], ends)]
