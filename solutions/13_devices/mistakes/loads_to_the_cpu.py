"""All is loaded to the CPU and stays there: map_location takes the device that was asked for."""

import torch


def load_anywhere(path, device):
    return torch.load(path, map_location="cpu", weights_only=True)
