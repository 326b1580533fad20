"""Sequences without features get such an axis and lose it again at the end, but squeeze also takes it from (length,
1) sequences, which came with it: take away only what you added."""

import torch
from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    columns = [sequence.reshape(len(sequence), sequence.shape[1:].numel()) for sequence in sequences]
    data = [sequence.new_ones(len(sequence), dtype=torch.bool) for sequence in sequences]
    padded = pad_sequence(columns, batch_first=True, padding_value=padding_value)
    return padded.squeeze(2), pad_sequence(data, batch_first=True)
