"""You give the loader no generator, so it shuffles by PyTorch's own: the order depends on whatever has been drawn
before, and changes with every line that somebody adds to the program."""

import torch
from torch.utils.data import DataLoader


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    return DataLoader(dataset, batch_size, shuffle=training, drop_last=training, num_workers=num_workers)
