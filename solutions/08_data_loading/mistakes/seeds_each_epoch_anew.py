"""You seed before each epoch, so all epochs have the same order, and the same samples are left out each time. Seed
once; a generator goes on from one epoch to the next."""

import torch
from torch.utils.data import DataLoader, Sampler


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    class Order(Sampler):
        def __iter__(self):
            generator = torch.Generator().manual_seed(seed)
            return iter(torch.randperm(len(dataset), generator=generator).tolist())

        def __len__(self):
            return len(dataset)

    return DataLoader(
        dataset, batch_size, sampler=Order() if training else None, drop_last=training, num_workers=num_workers
    )
