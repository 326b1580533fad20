"""The stride of 2 also skips every other frame. One number holds for all three axes: a stride for height and width
only is a tuple."""

from torch import nn


def video_stem():
    return nn.Sequential(
        nn.Conv3d(3, 64, kernel_size=(3, 7, 7), stride=2, padding=(1, 3, 3), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(),
        nn.MaxPool3d(kernel_size=(1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
    )
