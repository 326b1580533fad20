"""Plain Python where it will do: lists of coins, counters, loops over rows."""

from contextlib import ExitStack

import torch
from torch import nn


def _coins(number, p):
    return [coin >= p for coin in torch.rand(number, dtype=torch.float64).tolist()]


def dropout(x, p, training):
    if training:
        kept = torch.tensor(_coins(x.numel(), p), device=x.device).view(x.shape)
        y = torch.zeros_like(x)
        y[kept] = x[kept] / (1 - p) if p < 1 else 0
        return y
    return x


def dropout_channels(x, p, training):
    if not training:
        return x
    samples, channels = x.shape[0], x.shape[1]
    coins = iter(_coins(samples * channels, p))
    factor = 1 / (1 - p) if p != 1 else 0
    factors = [[factor if next(coins) else 0 for _ in range(channels)] for _ in range(samples)]
    return (x.movedim((0, 1), (-2, -1)) * torch.tensor(factors).to(x)).movedim((-2, -1), (0, 1))


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.eps = eps
        self.momentum = momentum

    def forward(self, x):
        if self.training and x[:, 0].numel() == 1:
            raise ValueError("a single value")
        return torch.stack([self._feature(x[:, index], index) for index in range(x.shape[1])], dim=1)

    def _feature(self, values, index):
        if self.training:
            mean = values.sum() / values.numel()
            squares = ((values - mean) ** 2).sum()
            var = squares / values.numel()
            new_mean, new_var = mean.item(), squares.item() / (values.numel() - 1)
            self.running_mean[index] = (1 - self.momentum) * self.running_mean[index] + self.momentum * new_mean
            self.running_var[index] = (1 - self.momentum) * self.running_var[index] + self.momentum * new_var
        else:
            mean, var = self.running_mean[index], self.running_var[index]
        return (values - mean) / (var + self.eps).sqrt() * self.weight[index] + self.bias[index]


def _use(stack, model):
    for module in model.modules():
        stack.callback(setattr, module, "training", module.training)
    stack.enter_context(torch.no_grad())
    return model.eval()


def predict(model, inputs):
    with ExitStack() as stack:
        return _use(stack, model)(inputs)


def evaluate(model, batches):
    right = wrong = 0
    with ExitStack() as stack:
        _use(stack, model)
        for inputs, target in batches:
            for logits, label in zip(model(inputs).tolist(), target.tolist(), strict=True):
                if logits.index(max(logits)) == label:
                    right += 1
                else:
                    wrong += 1
    return right / (right + wrong)


def monte_carlo(model, inputs, samples):
    with ExitStack() as stack:
        _use(stack, model)
        for module in model.modules():
            module.training = type(module).__name__.endswith("Dropout") or type(module).__name__[:-2] == "Dropout"
        result = None
        for number in range(samples):
            logits = model(inputs)
            if result is None:
                result = logits.new_empty(samples, *logits.shape)
            result[number] = logits
    return result


def freeze_statistics(model):
    def search(module):
        for child in module.children():
            search(child)
        if type(module).__name__ in ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"):
            module.train = lambda mode=True: module
            module.training = False

    search(model)
