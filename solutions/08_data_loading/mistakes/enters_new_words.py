"""You give new words new ids in the caller's vocabulary: the network has no row for them, and training and evaluation
number them differently. Give them the id of <unk>, and leave the vocabulary as it is."""

import torch


def encode_text(text, vocabulary):
    return torch.tensor([vocabulary.setdefault(word, len(vocabulary)) for word in text.split()], dtype=torch.int64)
