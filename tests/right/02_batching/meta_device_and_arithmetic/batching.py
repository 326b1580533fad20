"""Shapes without numbers: the meta device for dry runs, strides and indices for the rest."""

import copy
import math
from itertools import pairwise

import torch
from torch import nn


def as_batch(sample, sample_dims):
    missing = sample_dims + 1 - sample.ndim
    if missing < 0 or missing > 1:
        raise ValueError(missing)
    return sample[(None,) * missing]


def num_flat_features(x):
    return math.prod(x.shape) // x.shape[0] if x.shape[0] else math.prod(x.shape[1:])


def flatten_features(x):
    return x.contiguous().view(x.size(0), math.prod(x.size()[1:]))


def flat_size(features, image_shape):
    twin = copy.deepcopy(features).to("meta")
    return math.prod(twin(torch.empty(7, *image_shape, device="meta")).shape[1:])


def build_lenet(image_size, in_channels, classes):
    def convolutions(device):
        return nn.Sequential(
            *(nn.Conv2d(in_channels, 6, 5, device=device), nn.MaxPool2d(2), nn.ReLU()),
            *(nn.Conv2d(6, 16, 5, device=device), nn.MaxPool2d(2), nn.ReLU()),
        )

    flat = convolutions("meta")(torch.empty(1, in_channels, *image_size, device="meta")).numel()
    sizes = [flat, 120, 84, classes]
    linear = [layer for pair in pairwise(sizes) for layer in (nn.ReLU(), nn.Linear(*pair))]
    return nn.Sequential(convolutions("cpu"), nn.Flatten(), *linear[1:])


def predict_one(model, image):
    return model.forward(image.view(1, *image.shape) if image.is_contiguous() else image[None]).select(0, 0)


def pad_sequences(sequences, padding_value=0.0):
    lengths = [len(sequence) for sequence in sequences]
    rows = torch.cat([torch.full((n,), i) for i, n in enumerate(lengths)])
    columns = torch.cat([torch.arange(n) for n in lengths])
    shape = (len(lengths), max(lengths))
    device = sequences[0].device
    where = (rows.to(device), columns.to(device))
    data = torch.cat(sequences)
    padded = torch.full(shape + data.shape[1:], padding_value, dtype=data.dtype, device=device)
    mask = torch.zeros(shape, dtype=torch.bool, device=device)
    return padded.index_put(where, data), mask.index_put(where, torch.tensor(True, device=device))


def channels_first(images):
    table = torch.arange(256, dtype=torch.float32) / 255
    return table[images.transpose(-1, -2).transpose(-2, -3).long()]
