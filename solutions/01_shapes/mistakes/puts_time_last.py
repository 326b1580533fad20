"""The kernel is 3 wide and 7 frames long. A clip is (batch, channels, frames, height, width), and a tuple has the
numbers in that order: the frames come first."""

from torch import nn


def video_stem():
    return nn.Sequential(
        nn.Conv3d(3, 64, kernel_size=(7, 7, 3), stride=(1, 2, 2), padding=(3, 3, 1), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(),
        nn.MaxPool3d(kernel_size=(1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
    )
