"""The convolution has a bias. BatchNorm subtracts each channel's mean and the bias with it, so these 64 numbers are
never of any effect: leave them out."""

from torch import nn


def video_stem():
    return nn.Sequential(
        nn.Conv3d(3, 64, kernel_size=(3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3)),
        nn.BatchNorm3d(64),
        nn.ReLU(),
        nn.MaxPool3d(kernel_size=(1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
    )
