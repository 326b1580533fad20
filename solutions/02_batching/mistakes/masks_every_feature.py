"""The mask has an axis for the features too, but a time step is data or padding as a whole: (batch, longest) is
enough."""

import torch
from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    padded = pad_sequence(sequences, batch_first=True, padding_value=padding_value)
    mask = pad_sequence([torch.ones_like(sequence, dtype=torch.bool) for sequence in sequences], batch_first=True)
    return padded, mask
