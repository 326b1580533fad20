"""You drop the last batch in evaluation, too: a few samples are never looked at, and the accuracy is that of another
set. Only training may leave some out."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset, batch_size, shuffle=training, drop_last=True, generator=generator, num_workers=num_workers
    )
