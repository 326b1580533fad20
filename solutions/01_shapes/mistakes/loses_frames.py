"""Two frames are lost: the kernel is 3 long in time, and there is no padding along that axis. The tuple for padding
has a number for the frames, too."""

from torch import nn


def video_stem():
    return nn.Sequential(
        nn.Conv3d(3, 64, kernel_size=(3, 7, 7), stride=(1, 2, 2), padding=(0, 3, 3), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(),
        nn.MaxPool3d(kernel_size=(1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
    )
