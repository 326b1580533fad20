"""You draw with replacement: some samples come twice in an epoch, and about a third never. An epoch shows each sample
once."""

import torch
from torch.utils.data import DataLoader, RandomSampler


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    sampler = RandomSampler(dataset, replacement=True, generator=generator) if training else None
    return DataLoader(
        dataset, batch_size, drop_last=training, generator=generator, num_workers=num_workers, sampler=sampler
    )
