"""The parameters of the network no longer require gradients after the dry run, so these layers never learn: they are
not yours to change, and a dry run need not freeze anything."""

import torch


def flat_size(features, image_shape):
    features.requires_grad_(False)
    return features(torch.zeros(1, *image_shape)).numel()
