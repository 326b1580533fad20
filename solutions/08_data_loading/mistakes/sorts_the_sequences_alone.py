"""You sort the sequences by length, but the classes stay in their order: each text gets another's class, and nothing
says so. Keep the order of the samples."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate_padded(samples):
    sequences = sorted((each for each, _ in samples), key=len, reverse=True)
    lengths = torch.tensor([len(each) for each in sequences])
    classes = torch.tensor([number for _, number in samples])
    return pad_sequence(sequences, batch_first=True), lengths, classes
