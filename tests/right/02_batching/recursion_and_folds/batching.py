"""Recursion and folds over shapes; LeNet is a chain made from a table, channels last inside."""

import operator
from functools import reduce

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def as_batch(sample: Tensor, sample_dims: int) -> Tensor:
    axes = sample.ndim
    if not sample_dims <= axes <= sample_dims + 1:
        raise ValueError(f"{axes} axes, not {sample_dims} or {sample_dims + 1}")
    return sample.reshape((1,) * (sample_dims + 1 - axes) + sample.shape)


def num_flat_features(x: Tensor) -> int:
    _, *rest = x.size()
    return reduce(operator.mul, rest, 1)


def flatten_features(x: Tensor) -> Tensor:
    if x.dim() == 2:
        return x
    # Join the axes 1 and 2 by laying the parts side by side, until no axis 3 is left.
    if x.dim() == 3:
        return torch.cat(x.unbind(1), dim=1) if x.shape[1] else x.new_zeros(len(x), 0)
    return flatten_features(torch.stack([flatten_features(part) for part in x.unbind(1)], dim=1))


def flat_size(features: nn.Module, image_shape: tuple[int, int, int]) -> int:
    def leaves(numbers: object) -> int:
        return sum(map(leaves, numbers)) if isinstance(numbers, list) else 1

    like = next(features.parameters(), torch.zeros(()))
    return leaves(features(torch.ones((1,) + tuple(image_shape)).to(like)).tolist())


class _Chain(nn.Sequential):
    def forward(self, x: Tensor) -> Tensor:
        *body, last = self
        for layer in body:
            if isinstance(layer, nn.Conv2d):
                x = F.relu(F.max_pool2d(layer(x), kernel_size=2))
            else:
                x = F.relu(layer(x.flatten(1)))
        return last(x)


def build_lenet(image_size: tuple[int, int], in_channels: int, classes: int) -> nn.Module:
    rows, columns = reduce(lambda sides, _: [(side - 4) // 2 for side in sides], range(2), image_size)
    widths = [16 * rows * columns, 120, 84, classes]
    net = _Chain(nn.Conv2d(in_channels, 6, 5), nn.Conv2d(6, 16, 5), *map(nn.Linear, widths, widths[1:]))
    return net.to(memory_format=torch.channels_last)


def predict_one(model: nn.Module, image: Tensor) -> Tensor:
    return next(iter(model(as_batch(image, 3)).split(1))).flatten(0, 1)


def pad_sequences(sequences: list[Tensor], padding_value: float = 0.0) -> tuple[Tensor, Tensor]:
    longest = max(sequence.shape[0] for sequence in sequences)

    def fill(sequence: Tensor, value: float) -> Tensor:
        after = [0, 0] * (sequence.dim() - 1) + [0, longest - len(sequence)]  # F.pad counts axes from the last
        return F.pad(sequence, after, value=value)

    rows = torch.stack([fill(s, padding_value) for s in sequences])
    mask = torch.stack([fill(torch.ones(len(s), device=s.device), 0.0) for s in sequences]).bool()
    return rows, mask


def channels_first(images: Tensor) -> Tensor:
    swapped = images.swapaxes(2, 3).swapaxes(1, 2)
    return torch.true_divide(swapped.float(), torch.tensor(255.0, device=images.device))
