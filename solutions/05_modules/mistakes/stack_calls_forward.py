"""You call layer.forward(x). The numbers are right, but the hooks that others have attached to the layers do not
run. Call the layers."""

import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(features, features) for _ in range(depth))

    def forward(self, x):
        for layer in self.layers:
            x = x + torch.relu(layer.forward(x))
        return x
