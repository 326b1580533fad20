"""Your largest is a Parameter, so optimizers get it, and weight decay may shrink it. It is measured, not learned:
make it a buffer."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.largest = nn.Parameter(torch.ones(features), requires_grad=False)

    def forward(self, x):
        if self.training:
            self.largest.data = torch.maximum(self.largest, x.detach().abs().amax(dim=0))
        return x / self.largest * self.gain
