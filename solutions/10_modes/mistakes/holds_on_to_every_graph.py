"""Your running statistics carry the graph of the batch they were made from, and that of the one before, and so on:
memory grows with every step. Note them without a graph."""

import torch
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight, self.bias = nn.Parameter(torch.ones(num_features)), nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x):
        axes, column = [0, *range(2, x.dim())], (-1, *[1] * (x.dim() - 2))
        mean, var = self.running_mean, self.running_var
        if self.training:
            count = x.numel() // x.shape[1]
            if count == 1:
                raise ValueError("one value for each feature has no variance")
            mean, var = x.mean(axes), x.var(axes, correction=0)
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var * count / (count - 1)
        normal = (x - mean.reshape(column)) / torch.sqrt(var + self.eps).reshape(column)
        return normal * self.weight.reshape(column) + self.bias.reshape(column)
