"""Classes, pattern matching, and layers that find out their sizes themselves."""

import torch
import torch.nn.functional as F
from torch import nn


def as_batch(sample, sample_dims):
    match sample.ndim - sample_dims:
        case 0:
            return sample[None, ...]
        case 1:
            return sample.clone()
        case difference:
            raise ValueError(f"{difference} axes more than a sample has")


def num_flat_features(x):
    flatten = nn.Flatten(0)
    return flatten(torch.empty(x.shape[1:])).shape[0]


def flatten_features(x):
    return nn.Flatten()(x)


class _Probe(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.features = features
        self.linear = nn.LazyLinear(1)

    def forward(self, x):
        return self.linear(self.features(x).flatten(1))


def flat_size(features, image_shape):
    probe = _Probe(features)
    probe(torch.ones(2, *image_shape))
    return probe.linear.in_features


class _LeNet(nn.Module):
    def __init__(self, in_channels, classes):
        super().__init__()
        self.head = nn.Linear(84, classes)
        self.dense = nn.ModuleDict({"hidden": nn.LazyLinear(120), "middle": nn.Linear(120, 84)})
        self.convolutions = nn.ModuleList([nn.Conv2d(in_channels, 6, (5, 5)), nn.Conv2d(6, 16, (5, 5))])

    def forward(self, images):
        maps = images
        for convolution in self.convolutions:
            maps = F.max_pool2d(convolution(maps), kernel_size=2, stride=2).clamp(min=0)
        hidden = torch.relu(self.dense["hidden"](maps.view(maps.size(0), -1)))
        return self.head(F.relu_(self.dense["middle"](hidden)))


def build_lenet(image_size, in_channels, classes):
    network = _LeNet(in_channels, classes)
    network(torch.zeros(1, in_channels, *image_size))  # the lazy layer finds out its size
    return network


def predict_one(model, image):
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        logits = model(as_batch(image, image.dim()))
    model.train(was_training)
    return logits[0]


class _Padder:
    def __init__(self, sequences, value):
        self.sequences, self.value = sequences, value
        self.longest = max(map(len, sequences))

    def padded(self):
        first = self.sequences[0]
        result = first.new_full((len(self.sequences), self.longest, *first.shape[1:]), self.value)
        for row, sequence in zip(result, self.sequences, strict=True):
            row[: sequence.size(0)] = sequence
        return result

    def mask(self):
        result = self.sequences[0].new_zeros(len(self.sequences), self.longest, dtype=torch.bool)
        for row, sequence in zip(result, self.sequences, strict=True):
            row[: sequence.size(0)] = True
        return result


def pad_sequences(sequences, padding_value=0.0):
    padder = _Padder(sequences, padding_value)
    return padder.padded(), padder.mask()


def channels_first(images):
    return images.movedim(-1, 1).contiguous().to(torch.float32).div_(255)
