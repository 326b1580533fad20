"""Functions of functions: einsum, vmap, reduce, functional layers."""

from functools import reduce
from operator import mul

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call, vmap


def as_batch(sample, sample_dims):
    if not 0 <= sample.dim() - sample_dims <= 1:
        raise ValueError
    return sample.reshape(-1, *sample.shape[sample.dim() - sample_dims :])


def num_flat_features(x):
    return reduce(mul, x.shape[1:], 1)


def flatten_features(x):
    return vmap(torch.ravel)(x) if len(x) else torch.flatten(x, start_dim=1, end_dim=-1)


def flat_size(features, image_shape):
    parameters = dict(features.named_parameters())
    return functional_call(features, parameters, (torch.zeros(image_shape).unsqueeze(0),)).flatten().size(0)


class _LeNet(nn.Module):
    def __init__(self, flat, in_channels, classes):
        super().__init__()
        shapes = [(6, in_channels, 5, 5), (16, 6, 5, 5), (120, flat), (84, 120), (classes, 84)]
        self.weights = nn.ParameterList([nn.init.kaiming_uniform_(torch.empty(shape)) for shape in shapes])
        self.biases = nn.ParameterList([torch.zeros(shape[0]) for shape in shapes])

    def forward(self, x):
        for weight, bias in zip(self.weights[:2], self.biases[:2], strict=True):
            x = F.max_pool2d(F.relu(F.conv2d(x, weight, bias)), 2)
        x = x.reshape(x.shape[0], -1)
        for weight, bias in zip(self.weights[2:4], self.biases[2:4], strict=True):
            x = torch.relu(torch.einsum("bi,oi->bo", x, weight) + bias)
        return x @ self.weights[4].T + self.biases[4]


def build_lenet(image_size, in_channels, classes):
    height, width = (((size - 4) // 2 - 4) // 2 for size in image_size)
    return _LeNet(16 * height * width, in_channels, classes)


def predict_one(model, image):
    with torch.no_grad():
        return torch.einsum("b...->...", model(image.expand(1, *image.shape)))


def pad_sequences(sequences, padding_value=0.0):
    lengths = torch.as_tensor([s.shape[0] for s in sequences], device=sequences[0].device)
    longest = int(lengths.max())

    def filled(sequence):
        missing = longest - sequence.shape[0]
        return F.pad(sequence, (0, 0) * (sequence.dim() - 1) + (0, missing), value=padding_value)

    mask = torch.ones(len(sequences), longest, device=lengths.device).cumsum(1).le(lengths.unsqueeze(-1))
    return torch.stack(list(map(filled, sequences))), mask


def channels_first(images):
    return torch.einsum("nhwc->nchw", images.float()) * (1 / 255)
