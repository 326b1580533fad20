"""Coins by bernoulli_ and masked_fill; deep copies of the model; a property in place of the flag."""

from collections.abc import Iterable
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd


def dropout(x: Tensor, p: float, training: bool) -> Tensor:
    if training:
        kept = torch.empty(x.shape, dtype=torch.bool, device=x.device).bernoulli_(1 - p)
        x = x.div(1 - p if p < 1 else 1).masked_fill(kept.logical_not(), 0)
    return x


def dropout_channels(x: Tensor, p: float, training: bool) -> Tensor:
    if not training:
        return x
    # One coin for each (sample, channel), and only the kept channels are copied.
    kept = dropout(torch.ones(x.shape[:2], device=x.device), p, True) > 0
    out = torch.zeros_like(x)
    out[kept] = x[kept] / (1 - p if p < 1 else 1)
    return out


class BatchNorm(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        for name, start in (("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.full((num_features,), start))

    def _note(self, values: Tensor) -> None:
        var, mean = torch.var_mean(values.detach(), dim=0, correction=1)
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(var, self.momentum)

    def forward(self, x: Tensor) -> Tensor:
        rows = x.movedim(1, -1)  # (batch, features) or (batch, length, features)
        var, mean = self.running_var, self.running_mean
        if self.training:
            values = rows.reshape(-1, x.size(1))
            if len(values) < 2:
                raise ValueError("need two values or more for each feature in training mode")
            var, mean = torch.var_mean(values, dim=0, correction=0)
            self._note(values)
        out = torch.addcmul(self.bias, (rows - mean) * torch.rsqrt(var + self.eps), self.weight)
        return out.movedim(-1, 1)


def predict(model: nn.Module, inputs: Tensor) -> Tensor:
    with torch.inference_mode():
        return deepcopy(model).eval()(inputs)


def evaluate(model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    hits = []
    training = {module for module in model.modules() if module.training}
    try:
        model.eval()
        for inputs, target in batches:
            with torch.inference_mode():
                best = model(inputs).topk(1, dim=-1).indices.flatten()
            hits += best.eq(target).tolist()
    finally:
        for module in model.modules():
            module.training = module in training
    return sum(hits) / len(hits)


def monte_carlo(model: nn.Module, inputs: Tensor, samples: int) -> Tensor:
    twin = deepcopy(model).eval()
    twin.apply(lambda module: module.train() if isinstance(module, _DropoutNd) else None)
    out = []
    with torch.no_grad():
        while len(out) < samples:
            out.append(twin(inputs.clone())[None])
    return torch.cat(out)


def freeze_statistics(model: nn.Module) -> None:
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
            module.eval()
            kind = type(module)
            # A class of its own for this instance, in which the flag is always False and cannot be set.
            always_eval = property(lambda self: False, lambda self, value: None)
            module.__class__ = type(kind.__name__, (kind,), {"training": always_eval})
