"""Habits of NumPy: None as an index, np.prod, ellipses; nested tensors for what has unequal lengths."""

import numpy as np
import torch
from torch import nn


def as_batch(sample, sample_dims):
    shape = np.shape(sample)
    if len(shape) == sample_dims:
        return sample[None]
    if len(shape) != sample_dims + 1:
        raise ValueError(f"{shape} is not what was expected")
    return sample[:]


def num_flat_features(x):
    return int(np.prod(x.shape[1:]))


def flatten_features(x):
    return torch.reshape(x, (len(x), int(np.prod(x.shape[1:]))))


def flat_size(features, image_shape):
    image = torch.from_numpy(np.zeros(image_shape, dtype=np.float32))
    return int(np.prod(features(image[None]).detach().numpy().shape[1:]))


def build_lenet(image_size, in_channels, classes):
    def block(ins, outs):
        return nn.Sequential(nn.Conv2d(ins, outs, 5, stride=1, padding="valid"), nn.ReLU(), nn.MaxPool2d((2, 2)))

    convolutions = nn.Sequential(block(in_channels, 6), block(6, 16))
    flat = int(np.prod(convolutions(torch.zeros(1, in_channels, *image_size)).shape))
    head = nn.Sequential(nn.Linear(flat, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes))
    return nn.Sequential(convolutions, nn.Flatten(1, -1), head)


def predict_one(model, image):
    return model(image[np.newaxis])[0, ...].detach()


def pad_sequences(sequences, padding_value=0.0):
    nested = torch.nested.nested_tensor(sequences, layout=torch.strided)
    lengths = np.array([len(sequence) for sequence in sequences])
    mask = torch.from_numpy(np.arange(lengths.max())[None, :] < lengths[:, None])
    return nested.to_padded_tensor(padding_value), mask.to(sequences[0].device)


def channels_first(images):
    array = np.moveaxis(images.numpy(), -1, 1).astype(np.float32) / np.float32(255)
    return torch.from_numpy(np.ascontiguousarray(array))
