"""You bring largest up to date in eval mode, too, so what the network answers depends on what it was shown before.
Look at self.training."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        self.largest = torch.maximum(self.largest, x.detach().abs().amax(dim=0))
        return x / self.largest * self.gain
