"""Advanced indexing, lookup tables, copies into prepared memory; layers registered head first."""

import torch
from torch import Tensor, nn


def as_batch(sample: Tensor, sample_dims: int) -> Tensor:
    missing = sample_dims + 1 - sample.dim()
    if missing not in (0, 1):
        raise ValueError(f"{sample.dim()} axes: a sample has {sample_dims}, a batch {sample_dims + 1}")
    return sample[(None,) * missing + (...,)]


def num_flat_features(x: Tensor) -> int:
    return x.sum(0).numel()  # an empty batch has a sum too


def flatten_features(x: Tensor) -> Tensor:
    rows = x.new_empty(x.shape[0], num_flat_features(x))
    rows.view(x.shape).copy_(x)  # autograd follows copy_ into the view
    return rows


def flat_size(features: nn.Module, image_shape: tuple[int, int, int]) -> int:
    like = next(features.parameters(), torch.empty(0))
    made_up = torch.full((3, *image_shape), 0.5, dtype=like.dtype, device=like.device)
    return features(made_up)[-1].numel()  # the last of three images


class _HeadFirst(nn.Module):
    def __init__(self, image_size: tuple[int, int], in_channels: int, classes: int) -> None:
        super().__init__()
        height, width = ((side - 12) // 4 for side in image_size)
        self.out = nn.Linear(84, classes)
        self.hidden = nn.Linear(120, 84)
        self.entry = nn.Linear(16 * height * width, 120)
        self.late = nn.Conv2d(6, 16, 5)
        self.early = nn.Conv2d(in_channels, 6, 5)

    @staticmethod
    def _pool(x: Tensor) -> Tensor:
        return x.unfold(2, 2, 2).unfold(3, 2, 2).amax((-2, -1))  # 2 x 2 windows as two more axes

    def forward(self, x: Tensor) -> Tensor:
        for conv in (self.early, self.late):
            x = self._pool(conv(x)).clamp_min(0)
        x = flatten_features(x)
        for linear in (self.entry, self.hidden):
            x = linear(x).clamp_min(0)
        return self.out(x)


def build_lenet(image_size: tuple[int, int], in_channels: int, classes: int) -> nn.Module:
    return _HeadFirst(image_size, in_channels, classes)


def predict_one(model: nn.Module, image: Tensor) -> Tensor:
    (logits,) = model(image[None])  # iterating over a batch gives its samples
    return logits


def pad_sequences(sequences: list[Tensor], padding_value: float = 0.0) -> tuple[Tensor, Tensor]:
    first = sequences[0]
    lengths = torch.tensor([len(s) for s in sequences], device=first.device)
    steps = torch.arange(max(map(len, sequences)), device=first.device)
    mask = steps < lengths[:, None]
    starts = lengths.cumsum(0) - lengths
    pool = torch.cat([*sequences, first.new_full((1, *first.shape[1:]), padding_value)])
    index = torch.where(mask, starts[:, None] + steps, len(pool) - 1)
    return pool[index], mask


def channels_first(images: Tensor) -> Tensor:
    table = torch.arange(256, dtype=torch.float32, device=images.device) / 255
    return torch.stack([table[channel.int()] for channel in images.unbind(3)], dim=1)
