"""With assign=True, or by replacing parameters, the model gets other parameters, and an optimizer that was made before
goes on training the old ones, which nobody uses. Copy the values into those that are there."""

import torch


def load_weights(model, path, device):
    model.load_state_dict(torch.load(path, map_location=device, weights_only=True), assign=True)
