"""Layers are taken out and others put in: a normalization that knows no training mode."""

import torch
from torch import nn


def dropout(x, p, training):
    noise = torch.rand_like(x, dtype=torch.float) - p if training else torch.ones_like(x, dtype=torch.float)
    rest = 1.0 - p if training else 1.0
    return torch.where(noise < 0, torch.zeros((), dtype=x.dtype, device=x.device), x / (rest or 1.0)) * bool(rest)


def dropout_channels(x, p, training):
    if not training:
        return 1 * x
    lost = torch.rand(x.shape[0] * x.shape[1], device=x.device) < p
    rows = x.reshape(len(lost), -1) / (1 - p if p < 1 else 1)
    return rows.index_fill(0, lost.nonzero().flatten(), 0).reshape(x.shape)


class BatchNorm(nn.Module):
    running_mean: torch.Tensor
    running_var: torch.Tensor

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.register_parameter("weight", nn.Parameter(torch.ones(num_features)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(num_features)))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        flat = x.unsqueeze(-1) if x.dim() == 2 else x
        if self.training:
            mean, std = flat.mean((0, 2), keepdim=True), flat.std((0, 2), correction=0, keepdim=True)
            count = len(flat) * flat.shape[2]
            if count < 2:
                raise ValueError(tuple(x.shape))
            keep = 1 - self.momentum
            unbiased = std.detach().flatten() ** 2 * (count / (count - 1))
            self.running_mean.copy_(keep * self.running_mean + self.momentum * mean.detach().flatten())
            self.running_var.copy_(keep * self.running_var + self.momentum * unbiased)
            var = ((flat - mean) ** 2).mean((0, 2), keepdim=True)
        else:
            mean, var = self.running_mean.view(1, -1, 1), self.running_var.view(1, -1, 1)
        return ((flat - mean) / (var + self.eps).pow(0.5) * self.weight.view(-1, 1) + self.bias.view(-1, 1)).view(
            x.shape
        )


def _around(model, task, drawing=()):
    """Call task() in eval mode."""
    before = [module.training for module in model.modules()]
    try:
        for module in model.modules():
            module.training = isinstance(module, drawing)
        with torch.no_grad():
            return task()
    finally:
        for module, training in zip(model.modules(), before, strict=True):
            module.training = training


def predict(model, inputs):
    return _around(model, lambda: model(inputs))


def evaluate(model, batches):
    def task():
        hits = [
            (model(inputs).sort(descending=True).indices[:, 0] - target).eq(0).tolist() for inputs, target in batches
        ]
        return sum(map(sum, hits)) / sum(map(len, hits))

    return _around(model, task)


def monte_carlo(model, inputs, samples):
    return _around(
        model, lambda: torch.stack(tuple(model(inputs) for _ in range(samples))), nn.modules.dropout._DropoutNd
    )


class _Frozen(nn.Module):
    """Shares the tensors of a BatchNorm layer, under the same names."""

    def __init__(self, layer):
        super().__init__()
        self.weight, self.bias, self.eps = layer.weight, layer.bias, layer.eps
        for name, buffer in layer.named_buffers():
            self.register_buffer(name, buffer)

    def forward(self, x):
        scale = self.weight / (self.running_var + self.eps).sqrt()
        shift = self.bias - self.running_mean * scale
        shape = (1, -1, *[1] * (x.dim() - 2))
        return x * scale.view(shape) + shift.view(shape)


def freeze_statistics(model):
    for name, child in list(model.named_children()):
        if isinstance(child, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
            setattr(model, name, _Frozen(child).train(child.training))
        else:
            freeze_statistics(child)
