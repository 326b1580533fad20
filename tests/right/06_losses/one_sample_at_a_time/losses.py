"""Plain loops: one number after the other, as the formulas have it."""

import functools
import itertools

import torch


def mse(prediction, target):
    match (tuple(prediction.shape), tuple(target.shape)):
        case (one, other) if one == other:
            squares = [(p - t) ** 2 for p, t in zip(prediction.flatten(), target.flatten(), strict=True)]
            return sum(squares) / len(squares)
        case shapes:
            raise ValueError(shapes)


def mean_loss(losses, sizes):
    empty = {place for place, size in enumerate(sizes) if size == 0}
    total = sum(loss * sizes[place] for place, loss in enumerate(losses) if place not in empty)
    return float(total / sum(sizes))


def classification_loss(model, inputs, target):
    costs = [_cost(row, index) for row, index in zip(model(inputs), target, strict=True)]
    return functools.reduce(torch.add, costs) / len(costs)


def _cost(row, index):
    """Minus the logarithm of a probability: that of all classes together, minus that of one."""
    return functools.reduce(torch.logaddexp, row.unbind()) - row[index]


def sequence_cross_entropy(logits, target, ignore_index=-100):
    places = itertools.product(*map(range, target.shape))
    costs = [_cost(logits[place], target[place]) for place in places if target[place] != ignore_index]
    return torch.stack(costs).mean()


def binary_cross_entropy(logits, target, pos_weight=None):
    if logits.dim() != target.dim() or any(a != b for a, b in zip(logits.shape, target.shape, strict=True)):
        raise ValueError("logits and target differ in shape")
    total = logits.new_zeros(())
    weights = torch.ones_like(logits) if pos_weight is None else pos_weight.expand_as(logits)
    for x, y, w in zip(logits.flatten(), target.flatten(), weights.flatten(), strict=True):
        if y > 0:
            total = total - w * y * torch.nn.functional.logsigmoid(x)
        if y < 1:
            total = total - (1 - y) * torch.nn.functional.logsigmoid(-x)
    return total / logits.numel()


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    classes = range(logits.shape[1])
    weights = [1.0 for _ in classes] if weight is None else weight.tolist()
    total, divisor = logits.new_zeros(()), 0.0
    for row, right in zip(logits, target.tolist(), strict=True):
        if right == ignore_index:
            continue
        divisor += weights[right]
        for index in classes:
            share = label_smoothing / len(classes) + (1 - label_smoothing if index == right else 0)
            total = total + share * weights[index] * _cost(row, index)
    return total / divisor
