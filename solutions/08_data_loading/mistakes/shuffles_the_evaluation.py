"""You shuffle always. The accuracy does not change, but predictions no longer stand in the order of the dataset, and
whoever writes them beside the file names gets them all wrong."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset, batch_size, shuffle=True, drop_last=training, generator=generator, num_workers=num_workers
    )
