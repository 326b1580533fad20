"""You divide by the old largest, and bring it up to date afterwards: the first large value comes out larger than
gain. Measure first."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        output = x / self.largest * self.gain
        if self.training:
            self.largest = torch.maximum(self.largest, x.detach().abs().amax(dim=0))
        return output
