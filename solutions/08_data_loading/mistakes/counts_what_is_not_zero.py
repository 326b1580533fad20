"""You count the numbers that are not zero to find the lengths. But 0 is a word's id as well, and such a word is cut
off at the end; ask the sequences before they are padded."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate_padded(samples):
    sequences, classes = zip(*samples)
    padded = pad_sequence(list(sequences), batch_first=True)
    return padded, (padded != 0).sum(1), torch.tensor(classes)
