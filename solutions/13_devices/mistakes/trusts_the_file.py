"""With weights_only=False whatever code the file holds is run while it is read: a checkpoint from somebody else
can do anything on your machine."""

import torch


def load_anywhere(path, device):
    return torch.load(path, map_location=device, weights_only=False)
