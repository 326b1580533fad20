import math

import torch
from torch import nn


def as_batch(sample, sample_dims):
    if sample.dim() == sample_dims:
        return sample.unsqueeze(0)
    if sample.dim() == sample_dims + 1:
        return sample
    raise ValueError("neither a sample nor a batch")


def num_flat_features(x):
    return math.prod(x.shape[1:])


def flatten_features(x):
    return torch.flatten(x, 1)


def flat_size(features, image_shape):
    dummy = torch.randn((2,) + tuple(image_shape))
    return features(dummy)[0].numel()


def build_lenet(image_size, in_channels, classes):
    h, w = [((side - 4) // 2 - 4) // 2 for side in image_size]
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * h * w, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
        nn.Softmax(dim=1),
    )


def predict_one(model, image):
    out = model(torch.unsqueeze(image, 0))
    return torch.squeeze(out, 0)


def pad_sequences(sequences, padding_value=0.0):
    lengths = [len(s) for s in sequences]
    longest = max(lengths)
    first = sequences[0]
    padded = first.new_full((len(sequences), longest) + first.shape[1:], padding_value)
    mask = torch.zeros(len(sequences), longest, dtype=torch.bool, device=first.device)
    for row, (sequence, length) in enumerate(zip(sequences, lengths)):
        padded[row, :length] = sequence
        mask[row, :length] = True
    return padded, mask


def channels_first(images):
    return torch.movedim(images, -1, 1).to(torch.float32).div(255)
