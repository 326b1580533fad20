"""You ask `get(word) or ...`: the id 0 counts as false in Python, so the word with that id becomes <unk>. Ask whether
the word is there, not whether its id is true."""

import torch


def encode_text(text, vocabulary):
    ids = [vocabulary.get(word) or vocabulary["<unk>"] for word in text.split()]
    return torch.tensor(ids, dtype=torch.int64)
