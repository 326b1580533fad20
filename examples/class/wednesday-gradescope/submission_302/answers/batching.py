"""Priya Raghunathan."""

import torch
from torch import nn


def as_batch(sample, sample_dims):
    axes = sample.ndim - sample_dims
    if axes not in {0, 1}:
        raise ValueError(f"expected {sample_dims} or {sample_dims + 1} axes, got {sample.ndim}")
    return sample if axes else sample[None]


def num_flat_features(x):
    n = 1
    for size in x.size()[1:]:
        n *= size
    return n


def flatten_features(x):
    return x.reshape(x.shape[0], num_flat_features(x))


def flat_size(features, image_shape):
    with torch.no_grad():
        out = features(torch.zeros(1, *image_shape))
    return out.numel()


def build_lenet(image_size, in_channels, classes):
    def stage(channels_in, channels_out):
        return [nn.Conv2d(channels_in, channels_out, 5), nn.MaxPool2d(2), nn.ReLU()]

    net = nn.Sequential(
        *stage(in_channels, 6),
        *stage(6, 16),
        nn.Flatten(),
        nn.LazyLinear(120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    )
    net(torch.zeros(1, in_channels, *image_size))  # the dry run gives LazyLinear its size
    return net


def predict_one(model, image):
    batch = image[None]
    return model(batch)[0]


def pad_sequences(sequences, padding_value=0.0):
    padded = torch.nn.utils.rnn.pad_sequence(sequences, batch_first=True, padding_value=padding_value)
    lengths = torch.tensor([len(one) for one in sequences], device=padded.device)
    steps = torch.arange(padded.shape[1], device=padded.device)
    return padded, steps < lengths.unsqueeze(1)


def channels_first(images):
    return images.permute(0, 3, 1, 2).float() / 255
