"""You give (longest, batch): pad_sequence does that unless it is told otherwise. Every sequence then stands in a
column, and its neighbours in time are other texts."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate_padded(samples):
    sequences, classes = zip(*samples)
    lengths = torch.tensor([len(each) for each in sequences])
    return pad_sequence(list(sequences)), lengths, torch.tensor(classes)
