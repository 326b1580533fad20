"""The pooling keeps an odd last row or column as a window of its own (ceil_mode), so images of some sizes leave
larger maps than they should: let 13 become 6."""

from torch import nn


def build_lenet(image_size, in_channels, classes):
    height, width = ((-(-(size - 4) // 2) - 4 + 1) // 2 for size in image_size)
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.Flatten(),
        nn.Linear(16 * height * width, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    )
