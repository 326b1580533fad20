"""Written for one sample: vmap, collate, DataLoader and zip_longest make and unmake the batch."""

from itertools import zip_longest

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, default_collate


def as_batch(sample: Tensor, sample_dims: int) -> Tensor:
    if sample.dim() == sample_dims + 1:
        return sample
    if sample.dim() == sample_dims:
        return default_collate([sample])
    raise ValueError(f"want {sample_dims} or {sample_dims + 1} axes, got {sample.dim()}")


def num_flat_features(x: Tensor) -> int:
    return x.new_zeros((1, *x.shape[1:])).nelement()


def flatten_features(x: Tensor) -> Tensor:
    size = num_flat_features(x)
    return torch.vmap(lambda sample: sample.reshape(size))(x)


def flat_size(features: nn.Module, image_shape: tuple[int, int, int]) -> int:
    seen: list[int] = []

    def look(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        seen.append(output.numel() // len(output))

    like = next(iter(features.parameters()), torch.zeros(()))
    hook = features.register_forward_hook(look)
    try:
        features(torch.rand(2, *image_shape, dtype=like.dtype, device=like.device))
    finally:
        hook.remove()
    return seen[0]


class _PerImage(nn.Module):
    """LeNet as a program for one image; forward maps it over the first axis."""

    def __init__(self, image_size: tuple[int, int], in_channels: int, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.eye = nn.Sequential(
            nn.Conv2d(in_channels, 6, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.ReLU()
        )
        size = flat_size(self.eye, (in_channels, *image_size))
        self.brain = nn.Sequential(
            nn.Linear(size, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes)
        )

    def one(self, image: Tensor) -> Tensor:
        return self.brain(self.eye(image).ravel())

    def forward(self, images: Tensor) -> Tensor:
        if not len(images):
            return self.brain[-1].weight.new_zeros(0, self.classes)
        return torch.vmap(self.one)(images)


def build_lenet(image_size: tuple[int, int], in_channels: int, classes: int) -> nn.Module:
    return _PerImage(image_size, in_channels, classes)


def predict_one(model: nn.Module, image: Tensor) -> Tensor:
    for batch in DataLoader([image], batch_size=1):
        return model(batch).sum(0)  # the sum over one row is that row
    raise AssertionError("a list of one has a first batch")


def pad_sequences(sequences: list[Tensor], padding_value: float = 0.0) -> tuple[Tensor, Tensor]:
    filler = sequences[0].new_full(sequences[0].shape[1:], padding_value)
    columns, masks = [], []
    for steps in zip_longest(*sequences, fillvalue=filler):  # step 0 of every sequence, then step 1 ...
        columns.append(torch.stack(steps))
        masks.append([step is not filler for step in steps])
    mask = torch.tensor(masks, dtype=torch.bool, device=filler.device).T
    return torch.stack(columns, dim=1), mask


def channels_first(images: Tensor) -> Tensor:
    return torch.vmap(torch.vmap(lambda channel: channel.float() / 255, in_dims=2))(images)
