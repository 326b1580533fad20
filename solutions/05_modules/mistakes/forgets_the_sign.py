"""You take the largest value, not the largest absolute value: a feature with values down to -100 is not scaled. Take
abs() first."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        if self.training:
            self.largest = torch.maximum(self.largest, x.detach().amax(dim=0))
        return x / self.largest * self.gain
