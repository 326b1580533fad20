"""Your training sees the samples in the same order in each epoch, and from files sorted by class, batches of one class
only. Shuffle."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, drop_last=training, generator=generator, num_workers=num_workers)
