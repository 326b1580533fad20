"""With weights_only=False, and with pickle itself, loading a file executes whatever its maker wrote into it, on your
machine and under your name. Let torch.load read plain data only."""

import torch


def load_weights(model, path, device):
    model.load_state_dict(torch.load(path, map_location=device, weights_only=False))
