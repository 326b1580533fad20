"""Copies instead of putting back, hooks instead of overriding, one large batch instead of several passes."""

import copy

import torch
from torch import nn


def dropout(x, p, training):
    if not training or p == 0:
        return x
    if p == 1:
        return x * 0
    return x.masked_fill(torch.empty_like(x, dtype=torch.float64).bernoulli_(p).bool(), 0) / (1 - p)


def dropout_channels(x, p, training):
    return x * dropout(torch.ones_like(x).flatten(2).narrow(2, 0, 1), p, training).view(
        x.shape[:2] + (1,) * (x.ndim - 2)
    )


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        rows = x if x.dim() == 2 else x.transpose(1, 2).flatten(0, 1)
        if self.training:
            if len(rows) < 2:
                raise ValueError(f"Expected more than 1 value per channel when training, got input size {x.shape}")
            var, mean = torch.var_mean(rows, dim=0)
            self.num_batches_tracked += 1
            self.running_mean.mul_(1 - self.momentum).add_(mean.detach(), alpha=self.momentum)
            self.running_var.mul_(1 - self.momentum).add_(var.detach(), alpha=self.momentum)
            rows = (rows - mean) * torch.rsqrt(var * (len(rows) - 1) / len(rows) + self.eps)
        else:
            rows = (rows - self.running_mean) * torch.rsqrt(self.running_var + self.eps)
        rows = torch.addcmul(self.bias, rows, self.weight)
        return rows if x.dim() == 2 else rows.unflatten(0, (len(x), -1)).transpose(1, 2)


def predict(model, inputs):
    with torch.inference_mode():
        return copy.deepcopy(model).eval()(inputs)


def evaluate(model, batches):
    model = copy.deepcopy(model).eval()
    with torch.inference_mode():
        right = torch.cat([model(inputs).argmax(1).eq(target) for inputs, target in batches])
    return right.double().mean().item()


def monte_carlo(model, inputs, samples):
    model = copy.deepcopy(model).eval()
    for module in model.modules():
        if "Dropout" in type(module).__name__:
            module.train()
    with torch.no_grad():
        return model(inputs.repeat(samples, 1)).unflatten(0, (samples, len(inputs)))


def freeze_statistics(model):
    def stay(module, args):
        module.training = False

    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
            module.register_forward_pre_hook(stay)
