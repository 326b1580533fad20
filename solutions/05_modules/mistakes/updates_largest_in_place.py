"""You change largest in place, but an earlier pass has divided by it, and its backward pass still needs the old
values. Put a new tensor in its place."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        if self.training:
            self.largest.copy_(torch.maximum(self.largest, x.detach().abs().amax(dim=0)))
        return x / self.largest * self.gain
