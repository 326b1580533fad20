"""[layer] * depth is one layer under many names: all share one weight. Make a layer for each place."""

import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(features, features)] * depth)

    def forward(self, x):
        for layer in self.layers:
            x = x + torch.relu(layer(x))
        return x
