"""Your loader has a generator of its own, but you never seed it, or always with the same number: every seed gives the
same order."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator()
    return DataLoader(
        dataset, batch_size, shuffle=training, drop_last=training, generator=generator, num_workers=num_workers
    )
