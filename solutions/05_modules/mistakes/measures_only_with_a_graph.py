"""You bring largest up to date only where a graph is recorded. The mode decides, self.training, and nothing else."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        if self.training and torch.is_grad_enabled():
            self.largest = torch.maximum(self.largest, x.detach().abs().amax(dim=0))
        return x / self.largest * self.gain
