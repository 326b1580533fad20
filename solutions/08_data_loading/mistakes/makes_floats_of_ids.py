"""Your padded batch is made of floats, as torch.zeros is unless told otherwise: an embedding refuses such ids, and
large ones are rounded. Keep int64."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate_padded(samples):
    lengths = torch.tensor([len(each) for each, _ in samples])
    padded = torch.zeros(len(samples), int(lengths.max()))
    for row, (each, _) in zip(padded, samples):
        row[: len(each)] = each
    return padded, lengths, torch.tensor([number for _, number in samples])
