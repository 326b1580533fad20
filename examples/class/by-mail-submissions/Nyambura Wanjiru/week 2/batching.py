import math

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, image_size, in_channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        height, width = [((side - 4) // 2 - 4) // 2 for side in image_size]
        self.fc1 = nn.Linear(16 * height * width, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = x.flatten(1)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


def as_batch(sample, sample_dims):
    if sample.dim() == sample_dims:
        return sample.unsqueeze(0)
    if sample.dim() == sample_dims + 1:
        return sample
    raise ValueError("neither a sample nor a batch")


def num_flat_features(x):
    return math.prod(x.shape[1:])


def flatten_features(x):
    features = 1
    for size in x.shape[1:]:
        features *= size
    return x.view(x.size(0), features)


def flat_size(features, image_shape):
    dummy = torch.randn((2,) + tuple(image_shape))
    return features(dummy)[0].numel()


def build_lenet(image_size, in_channels, classes):
    return LeNet(image_size, in_channels, classes)


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
