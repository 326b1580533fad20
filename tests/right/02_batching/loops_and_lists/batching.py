"""Plain loops over samples, and nothing that a beginner has not met."""

import torch
from torch import nn


def as_batch(sample, sample_dims):
    axes = len(sample.shape)
    if axes - sample_dims not in (0, 1):
        raise ValueError("neither a sample nor a batch")
    if axes == sample_dims:
        return torch.stack([sample])
    return sample


def num_flat_features(x):
    number = 1
    for size in x.size()[1:]:
        number *= size
    return number


def flatten_features(x):
    number = 1
    for size in x.shape[1:]:
        number = number * size
    rows = x.new_empty(0, number)
    for sample in x:
        rows = torch.cat([rows, sample.reshape(1, number)])
    return rows


def flat_size(features, image_shape):
    channels, height, width = image_shape
    batch = torch.rand(3, channels, height, width)
    with torch.no_grad():
        answer = features(batch)
    number = 1
    for size in answer[0].shape:
        number *= size
    return number


def build_lenet(image_size, in_channels, classes):
    height, width = image_size
    for _ in range(2):
        height, width = (height - 4) // 2, (width - 4) // 2
    layers = nn.Sequential()
    for channels, kernels in ((in_channels, 6), (6, 16)):
        layers.append(nn.Conv2d(channels, kernels, 5))
        layers.append(nn.MaxPool2d(2))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.Flatten())
    for ins, outs in ((16 * height * width, 120), (120, 84)):
        layers.append(nn.Linear(ins, outs))
        layers.append(nn.ReLU())
    layers.append(nn.Linear(84, classes))
    return layers


def predict_one(model, image):
    for logits in model(torch.stack([image])):
        return logits


def pad_sequences(sequences, padding_value=0.0):
    longest = 0
    for sequence in sequences:
        if len(sequence) > longest:
            longest = len(sequence)
    rows, masks = [], []
    for sequence in sequences:
        row, mask = list(sequence), []
        for step in range(longest):
            mask.append(step < len(sequence))
            if step >= len(sequence):
                row.append(torch.full(sequence.shape[1:], padding_value, dtype=sequence.dtype, device=sequence.device))
        rows.append(torch.stack(row))
        masks.append(mask)
    return torch.stack(rows), torch.tensor(masks, device=sequences[0].device)


def channels_first(images):
    batch, height, width, channels = images.shape
    result = torch.empty(batch, channels, height, width)
    for channel in range(channels):
        result[:, channel] = images[..., channel]
    result /= 255.0
    return result
