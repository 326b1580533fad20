"""The rows are filled as float32 and converted at the end, but float32 rounds whole numbers above 2**24 = 16777216,
so large ids become other ids: make the rows with the dtype of the sequences."""

import torch


def pad_sequences(sequences, padding_value=0.0):
    first, longest = sequences[0], max(len(sequence) for sequence in sequences)
    padded = torch.full((len(sequences), longest, *first.shape[1:]), float(padding_value), device=first.device)
    mask = first.new_zeros(len(sequences), longest, dtype=torch.bool)
    for row, data, sequence in zip(padded, mask, sequences):
        row[: len(sequence)] = sequence
        data[: len(sequence)] = True
    return padded.to(first.dtype), mask
