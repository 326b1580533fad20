"""Gradients are switched off for the whole program and never on again, so whatever is trained afterwards does not
learn: use a `with` block, which ends."""

import torch


def flat_size(features, image_shape):
    torch.set_grad_enabled(False)
    return features(torch.zeros(1, *image_shape)).numel()
