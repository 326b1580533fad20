"""Each tensor in a file remembers the device that it was on. Without map_location a file from a GPU can only be loaded
where there is this GPU. Say where the tensors shall go."""

import torch


def load_weights(model, path, device):
    model.load_state_dict(torch.load(path, weights_only=True))
