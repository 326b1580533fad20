"""The pooling divides height and width by three: without a stride, its windows of 3 lie side by side. Overlapping
windows that halve the size need a stride of their own, and padding."""

from torch import nn


def video_stem():
    return nn.Sequential(
        nn.Conv3d(3, 64, kernel_size=(3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False),
        nn.BatchNorm3d(64),
        nn.ReLU(),
        nn.MaxPool3d(kernel_size=(1, 3, 3)),
    )
