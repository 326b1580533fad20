"""The second size of the output is taken for the answer, but of maps it is only the number of channels: count
everything that comes out for one image."""

import torch


def flat_size(features, image_shape):
    return features(torch.zeros(1, *image_shape)).shape[1]
