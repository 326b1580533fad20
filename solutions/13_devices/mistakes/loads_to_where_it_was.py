"""Without map_location each tensor goes back to the device that it was saved on, and where that is missing the
file cannot be read at all."""

import torch


def load_anywhere(path, device):
    return torch.load(path, weights_only=True)
