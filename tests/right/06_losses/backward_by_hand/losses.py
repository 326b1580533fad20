"""Losses with a backward pass of their own: the gradient is a formula, too."""

import torch
from torch.autograd import Function


class _SquaredError(Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.difference = prediction - target
        return ctx.difference.pow(2).mean()

    @staticmethod
    def backward(ctx, upstream):
        return upstream * 2 * ctx.difference / ctx.difference.numel(), None


class _YesOrNo(Function):
    @staticmethod
    def forward(ctx, logits, target, weight):
        tail = logits.abs().neg().exp().log1p()
        yes, no = (-logits).relu() + tail, logits.relu() + tail
        ctx.slope = (1 - target) * logits.sigmoid() - target * weight * (-logits).sigmoid()
        return (target * weight * yes + (1 - target) * no).mean()

    @staticmethod
    def backward(ctx, upstream):
        return upstream * ctx.slope / ctx.slope.numel(), None, None


class _Shares(Function):
    """The sum of shares times the loss of each class, divided by a number."""

    @staticmethod
    def forward(ctx, logits, shares, divisor):
        log_probabilities = logits.log_softmax(1)
        ctx.save_for_backward(log_probabilities, shares, divisor)
        return -(shares * log_probabilities).sum() / divisor

    @staticmethod
    def backward(ctx, upstream):
        log_probabilities, shares, divisor = ctx.saved_tensors
        return upstream * (log_probabilities.exp() * shares.sum(1, keepdim=True) - shares) / divisor, None, None


def _refuse(one, other):
    if list(one.shape) != list(other.shape):
        raise ValueError("two shapes")


def mse(prediction, target):
    _refuse(prediction, target)
    return _SquaredError.apply(prediction, target)


def mean_loss(losses, sizes):
    mean = count = 0.0
    for loss, size in zip(losses, sizes, strict=True):
        if size:
            count += size
            mean += (loss - mean) * size / count
    return mean


def classification_loss(model, inputs, target):
    return cross_entropy(model(inputs), target)


def sequence_cross_entropy(logits, target, ignore_index=-100):
    return cross_entropy(torch.cat(logits.unbind(1)), torch.cat(target.unbind(1)), ignore_index=ignore_index)


def binary_cross_entropy(logits, target, pos_weight=None):
    _refuse(logits, target)
    return _YesOrNo.apply(logits, target, 1.0 if pos_weight is None else pos_weight)


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    weight = torch.ones(logits.shape[1]).to(logits) if weight is None else weight
    right = torch.zeros_like(logits)
    for row, index in zip(right, target.tolist(), strict=True):
        if index != ignore_index:
            row[index] = 1
    counts = right.sum(1, keepdim=True)
    shares = right.lerp(counts / len(weight), label_smoothing) * weight
    return _Shares.apply(logits, shares, (right * weight).sum())
