"""The first axis is time, as in pad_sequence unless told otherwise, and whoever reads it as the batch mixes up the
samples without an error: ask for the batch first."""

import torch
from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    padded = pad_sequence(sequences, padding_value=padding_value)
    lengths = torch.tensor([len(sequence) for sequence in sequences], device=padded.device)
    return padded, torch.arange(len(padded), device=padded.device)[:, None] < lengths
