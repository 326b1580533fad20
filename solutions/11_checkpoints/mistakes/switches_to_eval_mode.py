"""You switch the model to eval mode after loading. Who loads weights to train on then trains without dropout, and with
frozen statistics. The mode is the caller's choice."""

import torch


def load_weights(model, path, device):
    model.load_state_dict(torch.load(path, map_location=device, weights_only=True))
    model.eval()
