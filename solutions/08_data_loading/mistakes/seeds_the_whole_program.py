"""You call torch.manual_seed: from here on the whole program repeats the same numbers, and as soon as anything else is
drawn, your order is another. Give the loader a generator of its own."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    torch.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=training, drop_last=training, num_workers=num_workers)
