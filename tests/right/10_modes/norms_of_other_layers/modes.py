"""Distributions and PyTorch's other norms; modes kept by name."""

from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Bernoulli


def dropout(x, p, training):
    if not training:
        return x
    kept = Bernoulli(probs=torch.tensor(1.0 - p, dtype=torch.float64)).sample(x.shape).to(x)
    return x * kept / max(1.0 - p, 1e-30)


def dropout_channels(x, p, training):
    if not training:
        return x
    kept = Bernoulli(probs=torch.full(x.shape[:2], 1.0 - p)).sample().to(x) / (1.0 - p if p != 1 else 1.0)
    return torch.einsum("bc...,bc->bc...", x, kept)


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        nn.Module.__init__(self)
        self.eps, self.momentum, self.features = eps, momentum, num_features
        self.weight = nn.Parameter(torch.zeros(num_features) + 1)
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.running_mean = nn.Buffer(torch.zeros(num_features))
        self.running_var = nn.Buffer(torch.ones(num_features))

    def forward(self, x):
        rows = x.transpose(0, 1).flatten(1)
        if not self.training:
            normal = (x.transpose(0, -1 if x.dim() == 2 else 1).flatten(1).T - self.running_mean) / torch.sqrt(
                self.running_var + self.eps
            )
            out = (normal * self.weight + self.bias).T
        else:
            count = rows.shape[1]
            if count <= 1:
                raise ValueError("no variance")
            out = F.layer_norm(rows, (count,), eps=self.eps) * self.weight[:, None] + self.bias[:, None]
            with torch.no_grad():
                self.running_mean = self.running_mean + self.momentum * (rows.mean(1) - self.running_mean)
                self.running_var = self.running_var + self.momentum * (
                    torch.cov(rows).reshape(len(rows), -1).diagonal() - self.running_var
                )
        return out.reshape(self.features, len(x), *x.shape[2:]).transpose(0, 1)


@contextmanager
def _modes_kept(model):
    names = {name for name, module in model.named_modules() if module.training}
    try:
        yield
    finally:
        for name, module in model.named_modules():
            module.training = name in names


def predict(model, inputs):
    with _modes_kept(model):
        model.eval()
        with torch.set_grad_enabled(False):
            return model(inputs)


def evaluate(model, batches):
    with _modes_kept(model), torch.no_grad():
        for module in model.modules():
            module.training = False
        total, weight = 0.0, 0
        for inputs, target in batches:
            logits = model(inputs)
            hits = logits.gather(1, target[:, None]).squeeze(1) >= logits.amax(1)
            weight += target.numel()
            total += (hits.double().mean().item() - total) * target.numel() / weight
    return total


def monte_carlo(model, inputs, samples):
    results = []
    for _ in range(samples):
        with _modes_kept(model), torch.inference_mode():
            model.eval()
            model.apply(lambda module: module.train() if isinstance(module, nn.modules.dropout._DropoutNd) else None)
            results.append(model(inputs))
    return torch.stack(results, dim=0)


def freeze_statistics(model):
    def frozen(layer):
        def forward(x):
            return F.batch_norm(
                x, layer.running_mean, layer.running_var, layer.weight, layer.bias, False, 0.0, layer.eps
            )

        return forward

    for layer in model.modules():
        if isinstance(layer, nn.modules.batchnorm._NormBase) and "BatchNorm" in type(layer).__name__:
            layer.forward = frozen(layer)
