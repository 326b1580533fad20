"""A new tensor is float32 unless told otherwise, so token ids come back as floats, which no Embedding takes, and
float64 loses digits: give it the dtype of the sequences."""

import torch


def pad_sequences(sequences, padding_value=0.0):
    longest = max(len(sequence) for sequence in sequences)
    padded = torch.full((len(sequences), longest, *sequences[0].shape[1:]), padding_value)
    for row, sequence in zip(padded, sequences):
        row[: len(sequence)] = sequence
    mask = torch.arange(longest) < torch.tensor([len(sequence) for sequence in sequences])[:, None]
    return padded, mask
