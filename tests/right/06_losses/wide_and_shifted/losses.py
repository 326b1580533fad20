"""Computed in float64 and brought back; the largest logit is subtracted by hand; einsum and index_put."""

import numpy
import torch


def _same(one, other):
    try:
        assert one.shape == other.shape
    except AssertionError as error:
        raise ValueError("shapes differ") from error


def mse(prediction, target):
    _same(prediction, target)
    difference = torch.sub(prediction, target).double()
    return torch.einsum("...,...->...", difference, difference).mean().to(prediction.dtype)


def mean_loss(losses, sizes):
    sizes = numpy.asarray(sizes, dtype=float)
    losses = numpy.where(sizes > 0, numpy.asarray(losses, dtype=float), 0.0)
    return float(numpy.average(losses, weights=sizes))


def _log_probabilities(logits):
    wide = logits.double()
    shifted = wide - wide.max(dim=-1, keepdim=True).values
    return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()


def classification_loss(model, inputs, target):
    logits = model(inputs)
    return -_log_probabilities(logits)[range(len(target)), target].mean().to(logits.dtype)


def sequence_cross_entropy(logits, target, ignore_index=-100):
    places = (target != ignore_index).nonzero(as_tuple=True)
    picked = _log_probabilities(logits)[(*places, target[places])]
    return (picked.sum() / -len(picked)).to(logits.dtype)


def binary_cross_entropy(logits, target, pos_weight=None):
    _same(logits, target)
    no, yes = _log_probabilities(torch.stack([torch.zeros_like(logits), logits], dim=-1)).unbind(-1)
    if pos_weight is not None:
        yes = torch.einsum("...l,...l->...l", yes, pos_weight.double().expand_as(yes))
    return -torch.lerp(no, yes, target.double()).mean().to(logits.dtype)


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    (rows,) = (target != ignore_index).nonzero(as_tuple=True)
    size, classes = logits.shape
    weight = torch.ones(classes).double() if weight is None else weight.double()
    shares = torch.zeros(size, classes).double()
    shares[rows] = label_smoothing / classes
    shares.index_put_((rows, target[rows]), torch.tensor(1.0 - label_smoothing).double(), accumulate=True)
    total = torch.einsum("sc,c,sc->", shares, weight, _log_probabilities(logits))
    return -(total / weight[target[rows]].sum()).to(logits.dtype)
