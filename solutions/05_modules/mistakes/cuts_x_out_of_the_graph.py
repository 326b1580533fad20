"""You go on with a detached x, so no gradient gets past this layer, and nothing before it learns. Detach only what
you measure."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        x = x.detach()
        if self.training:
            self.largest = torch.maximum(self.largest, x.detach().abs().amax(dim=0))
        return x / self.largest * self.gain
