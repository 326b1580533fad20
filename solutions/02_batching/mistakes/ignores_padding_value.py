"""The rows are always filled with zeros, whatever padding_value says: hand it on."""

import torch
from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    padded = pad_sequence(sequences, batch_first=True)
    lengths = torch.tensor([len(sequence) for sequence in sequences], device=padded.device)
    mask = torch.arange(padded.shape[1], device=padded.device) < lengths[:, None]
    return padded, mask
