"""You do not hand on num_workers: everything is right, only slow, because the network waits while this one process
reads."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=training, drop_last=training, generator=generator)
