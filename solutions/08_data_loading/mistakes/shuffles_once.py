"""You draw one order when the loader is made, and every epoch repeats it: the same samples meet in the same batches,
and the same ones are left out for good. Draw anew for each epoch."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(dataset), generator=generator).tolist() if training else None
    return DataLoader(
        dataset,
        batch_size,
        shuffle=False,
        drop_last=training,
        generator=generator,
        num_workers=num_workers,
        sampler=order,
    )
