"""You apply ReLU to the logits, too: all negative ones become 0, and no gradient gets past them. After the last
layer nothing comes."""

import torch.nn.functional as F
from torch import nn


class LeNet(nn.Module):
    def __init__(self, in_channels, classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(in_channels, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, classes)

    def forward(self, images):
        maps = F.max_pool2d(F.relu(self.conv1(images)), 2)
        maps = F.max_pool2d(F.relu(self.conv2(maps)), 2)
        hidden = F.relu(self.fc2(F.relu(self.fc1(maps.flatten(1)))))
        return F.relu(self.fc3(hidden))
