"""The lazy layer has not seen an image yet, so it has no weights, and code that counts, initialises or copies
parameters raises an error: let the network see one made-up batch before you return it."""

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
        nn.LazyLinear(120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    )
