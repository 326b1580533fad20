"""Your largest is that of the last batch; what earlier batches have shown is forgotten. Compare the batch with the
largest so far."""

import torch
from torch import nn


class RunningScale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("largest", torch.ones(features))

    def forward(self, x):
        if self.training:
            self.largest = x.detach().abs().amax(dim=0)
        return x / self.largest * self.gain
