"""You note the length of the padded rows, which is the same for all. Afterwards nobody can tell data from padding;
note the lengths before."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate_padded(samples):
    sequences, classes = zip(*samples)
    padded = pad_sequence(list(sequences), batch_first=True)
    lengths = torch.tensor([len(row) for row in padded])
    return padded, lengths, torch.tensor(classes)
