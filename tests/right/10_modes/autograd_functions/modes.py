"""Forward and backward written by hand; contexts that are classes; layers that change their class."""

import torch
from torch import nn


class _Masked(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factors):
        ctx.save_for_backward(factors)
        return x * factors

    @staticmethod
    def backward(ctx, grad):
        (factors,) = ctx.saved_tensors
        return grad * factors, None


def _factors(shape, p, x):
    kept = torch.rand(shape, dtype=torch.float32, device=x.device).ge(p).to(x.dtype)
    return kept.div_(1 - p) if p < 1 else kept.zero_()


def dropout(x, p, training):
    return _Masked.apply(x, _factors(x.shape, p, x)) if training else x.clone()


def dropout_channels(x, p, training):
    if not training:
        return x.view_as(x)
    factors = _factors(x.shape[:2], p, x)
    while factors.dim() < x.dim():
        factors = factors.unsqueeze(-1)
    return _Masked.apply(x, factors.expand_as(x))


class _Standardize(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, eps):
        centered = x - x.mean(dim=0)
        root = (centered.square().mean(dim=0) + eps).sqrt()
        y = centered / root
        ctx.save_for_backward(y, root)
        return y

    @staticmethod
    def backward(ctx, grad):
        y, root = ctx.saved_tensors
        return (grad - grad.mean(0) - y * (grad * y).mean(0)) / root, None


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.options = eps, momentum
        self.weight = nn.Parameter(torch.empty(num_features))
        self.bias = nn.Parameter(torch.empty(num_features))
        nn.init.ones_(self.weight)
        nn.init.zeros_(self.bias)
        for name, value in {"running_mean": 0.0, "running_var": 1.0}.items():
            self.register_buffer(name, torch.full((num_features,), value))

    def forward(self, x):
        eps, momentum = self.options
        table = x.movedim(1, -1).reshape(-1, x.size(1))
        if self.training:
            self._note(table.detach(), momentum)
            table = _Standardize.apply(table, eps)
        else:
            table = (table - self.running_mean) / (self.running_var + eps) ** 0.5
        table = table * self.weight + self.bias
        return table.reshape(x.movedim(1, -1).shape).movedim(-1, 1)

    @torch.no_grad()
    def _note(self, table, momentum):
        if table.size(0) == 1:
            raise ValueError("more than one value for each feature, please")
        self.running_mean += momentum * (table.mean(0) - self.running_mean)
        self.running_var += momentum * (table.var(0, unbiased=True) - self.running_var)


class _Using:
    """In eval mode and without a graph; some layers in training mode."""

    def __init__(self, model, *drawn):
        self.model, self.drawn = model, drawn
        self.no_grad = torch.no_grad()

    def __enter__(self):
        self.before = {module: module.training for module in self.model.modules()}
        self.model.train(False)
        for module in self.before:
            if isinstance(module, self.drawn):
                module.train()
        self.no_grad.__enter__()
        return self.model

    def __exit__(self, *error):
        self.no_grad.__exit__(*error)
        for module, training in self.before.items():
            object.__setattr__(module, "training", training)


def predict(model, inputs):
    with _Using(model) as used:
        return used(inputs)


def evaluate(model, batches):
    counts = torch.zeros(2, dtype=torch.long)
    with _Using(model) as used:
        for inputs, target in batches:
            counts += torch.bincount((used(inputs).topk(1).indices.squeeze(1) == target).long(), minlength=2)
    wrong, right = counts.tolist()
    return right / (right + wrong)


def monte_carlo(model, inputs, samples):
    kinds = nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout
    with _Using(model, *kinds) as used:
        passes = [used(inputs)[None] for _ in range(samples)]
    return torch.cat(passes)


def freeze_statistics(model):
    def forward(self, x):
        self.training = False
        return super(type(self), self).forward(x)

    for module in list(model.modules()):
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            kind = type(module)
            module.__class__ = type(f"Frozen{kind.__name__}", (kind,), {"forward": forward})
