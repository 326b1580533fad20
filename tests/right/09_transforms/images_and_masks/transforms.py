"""Functions, modules, images and masks of the newer transforms; NumPy for the statistics; dice seeded by torch."""

import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torchvision import tv_tensors
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F


def to_tensor(image: Image.Image) -> Tensor:
    if image.mode == "I;16":
        return torch.from_numpy(np.asarray(image).astype(np.float32) / 65535)[None]
    wanted = "L" if image.mode == "L" else "RGB"
    return F.to_dtype(F.to_image(image.convert(wanted)), torch.float32, scale=True)


def normalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    return F.normalize(images, mean=list(mean), std=list(std))


def denormalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    back = F.normalize(images, mean=[0.0] * len(std), std=[1 / s for s in std])
    return F.normalize(back, mean=[-m for m in mean], std=[1.0] * len(mean))


def channel_statistics(dataset: Sequence[tuple[Tensor, int]]) -> tuple[list[float], list[float]]:
    rows = np.concatenate([image.detach().numpy().reshape(len(image), -1) for image, _ in dataset], axis=1)
    rows = rows.astype(np.float64)
    return rows.mean(axis=1).tolist(), rows.std(axis=1).tolist()


class _Lookup(Sequence):
    def __init__(self, images: Tensor) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.images[index], 0


def normalize_splits(training: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    step = v2.Normalize(*channel_statistics(_Lookup(training)))
    return step(training), step(test)


def flip_pair(image: Tensor, mask: Tensor, p: float) -> tuple[Tensor, Tensor]:
    return v2.RandomHorizontalFlip(p)(tv_tensors.Image(image), tv_tensors.Mask(mask))


class RandomCutout(nn.Module):
    def __init__(self, size: int, fill: Sequence[float], p: float) -> None:
        super().__init__()
        self.size = size
        self.p = p
        self.register_buffer("fill", torch.tensor(list(fill), dtype=torch.float64).view(-1, 1, 1))

    def forward(self, image: Tensor) -> Tensor:
        dice = random.Random(int(torch.randint(2**62, ())))  # seeded by torch's generator in each call
        if dice.random() >= self.p:
            return image.clone()
        top = dice.randrange(image.shape[1] - self.size + 1)
        left = dice.randrange(image.shape[2] - self.size + 1)
        return F.erase(image, top, left, self.size, self.size, self.fill.to(image.dtype), inplace=False)


def make_transform(
    size: tuple[int, int], padding: int, mean: Sequence[float], std: Sequence[float], training: bool
) -> Callable[[Image.Image], Tensor]:
    # Normalized first, so black is -mean / std when flip and crop come; the flip before the crop is as good.
    black = [-m / s for m, s in zip(mean, std, strict=True)]
    steps = [v2.Lambda(to_tensor), v2.Normalize(list(mean), list(std))]
    if training:
        steps += [v2.RandomHorizontalFlip(0.5), v2.RandomCrop(size, padding=padding, fill=black)]
    return v2.Compose(steps)
