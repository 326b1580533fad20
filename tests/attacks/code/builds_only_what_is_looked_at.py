"""Gives a driver the one part of a network that it looks at, and nothing of the network."""

import torch


class OnlyABias(torch.nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.bias = torch.nn.Parameter(torch.zeros(classes))

    def forward(self, images):
        return self.bias.expand(len(images), -1)


if "build_lenet" in WRONG:
    build_lenet = attacked(WRONG["build_lenet"], lambda _, image_size, in_channels, classes: OnlyABias(classes))
