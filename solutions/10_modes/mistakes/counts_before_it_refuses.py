"""You count the batch in num_batches_tracked and refuse it afterwards: it is counted, though nothing was learned from
it. Check first."""

import torch
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight, self.bias = nn.Parameter(torch.ones(num_features)), nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        axes, column = [0, *range(2, x.dim())], (-1, *[1] * (x.dim() - 2))
        mean, var = self.running_mean, self.running_var
        if self.training:
            self.num_batches_tracked += 1
            count = x.numel() // x.shape[1]
            if count == 1:
                raise ValueError("one value for each feature has no variance")
            mean, var = x.mean(axes), x.var(axes, correction=0)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(var * count / (count - 1), self.momentum)
        normal = (x - mean.reshape(column)) / torch.sqrt(var + self.eps).reshape(column)
        return normal * self.weight.reshape(column) + self.bias.reshape(column)
