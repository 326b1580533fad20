"""With persistent_workers=True a loader draws one number from its generator before the first epoch; without it, before
each. From the second epoch on the order is then another than without workers."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset,
        batch_size,
        shuffle=training,
        drop_last=training,
        generator=generator,
        num_workers=num_workers,
        persistent_workers=num_workers > 0,
    )
