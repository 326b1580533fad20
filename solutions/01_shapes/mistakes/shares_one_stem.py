"""Every call gives the same module, so that two networks with a stem each learn the same weights. Build a new one at each
call."""

from torch import nn

_STEM = nn.Sequential(
    nn.Conv3d(3, 64, kernel_size=(3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False),
    nn.BatchNorm3d(64),
    nn.ReLU(),
    nn.MaxPool3d(kernel_size=(1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
)


def video_stem():
    return _STEM
