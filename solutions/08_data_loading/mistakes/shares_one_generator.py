"""All your loaders draw from one generator, which each new one seeds anew, in the middle of another's epochs. Each
loader needs a generator of its own."""

import torch
from torch.utils.data import DataLoader

GENERATOR = torch.Generator()


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    GENERATOR.manual_seed(seed)
    return DataLoader(
        dataset, batch_size, shuffle=training, drop_last=training, generator=GENERATOR, num_workers=num_workers
    )
