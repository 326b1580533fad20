"""Your layers are in a plain Python list, where nn.Module does not look: an optimizer does not train them,
state_dict() does not save them. There is a list that registers."""

import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self, features, depth):
        super().__init__()
        self.layers = [nn.Linear(features, features) for _ in range(depth)]

    def forward(self, x):
        for layer in self.layers:
            x = x + torch.relu(layer.to(x.dtype)(x))
        return x
