"""You do not call super().__init__(), so nn.Module has no place yet to register your layers. Call it before the
first assignment."""

from torch import nn


class LeNet(nn.Module):
    def __init__(self, in_channels, classes):
        self.conv1, self.conv2 = nn.Conv2d(in_channels, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, classes)

    def forward(self, images):
        return images
