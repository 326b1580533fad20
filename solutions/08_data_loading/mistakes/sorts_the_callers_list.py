"""You sort the caller's own list in place. It may be used again, and its owner does not expect it to move."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate_padded(samples):
    sequences, classes = zip(*samples)
    lengths = torch.tensor([len(each) for each in sequences])
    samples.sort(key=lambda sample: len(sample[0]))
    return pad_sequence(list(sequences), batch_first=True), lengths, torch.tensor(classes)
