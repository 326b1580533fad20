"""Your largest is made from x with its graph: it keeps that batch's graph in memory, the next one's on top of it.
Detach x for what you only measure."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        if self.training:
            self.largest = torch.maximum(self.largest, x.abs().amax(dim=0))
        return x / self.largest * self.gain
