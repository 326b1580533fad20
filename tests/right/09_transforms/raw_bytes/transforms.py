"""Raw bytes, tensor arithmetic, places by divmod and columns by indexing; no transform of torchvision's."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor


def _column(numbers: Sequence[float], like: Tensor) -> Tensor:
    return torch.tensor([float(x) for x in numbers], dtype=like.dtype, device=like.device).reshape(-1, 1, 1)


def to_tensor(image: Image.Image) -> Tensor:
    width, height = image.size
    if image.mode == "I;16":
        raw = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).to(torch.float64).view(height, width, 2)
        return ((raw[..., 0] + 256 * raw[..., 1]) / 65535).float()[None]
    if image.mode == "P":
        image = image.convert("RGB")
    bands = [torch.frombuffer(bytearray(band.tobytes()), dtype=torch.uint8) for band in image.split()]
    return torch.stack(bands).view(len(bands), height, width).float().div(255)


def normalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    return (images - _column(mean, images)) / _column(std, images)


def denormalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    return torch.addcmul(_column(mean, images), images, _column(std, images))


def channel_statistics(dataset: Sequence[tuple[Tensor, int]]) -> tuple[list[float], list[float]]:
    """Two passes: the mean first, then the squared distances from it."""
    pixels, total = 0, 0
    for i in range(len(dataset)):
        image = dataset[i][0].double()
        pixels += image[0].numel()
        total = total + image.sum((1, 2))
    mean = total / pixels
    squares = torch.zeros_like(mean)
    for i in range(len(dataset)):
        squares += (dataset[i][0].double() - mean[:, None, None]).square().sum((1, 2))
    return mean.tolist(), (squares / pixels).sqrt().tolist()


def normalize_splits(training: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    variance, mean = torch.var_mean(training.double(), dim=(0, 2, 3), correction=0)
    mean, std = mean.tolist(), variance.sqrt().tolist()
    return normalize(training, mean, std), normalize(test, mean, std)


def flip_pair(image: Tensor, mask: Tensor, p: float) -> tuple[Tensor, Tensor]:
    columns = torch.arange(image.shape[-1])
    if torch.bernoulli(torch.tensor(p, dtype=torch.float64)).item():
        columns = columns.flip(0)
    return image[..., columns], mask[..., columns]


class RandomCutout:
    def __init__(self, size: int, fill: Sequence[float], p: float) -> None:
        self.size, self.fill, self.p = size, tuple(fill), p

    def __call__(self, image: Tensor) -> Tensor:
        if torch.rand(1).item() >= self.p:
            return image
        height, width = image.shape[-2:]
        across = width - self.size + 1
        place = int(torch.randint((height - self.size + 1) * across, (1,)))
        top, left = divmod(place, across)
        row = torch.arange(height)[:, None]
        column = torch.arange(width)[None, :]
        inside = (row >= top) & (row < top + self.size) & (column >= left) & (column < left + self.size)
        return torch.where(inside, _column(self.fill, image), image)


def make_transform(
    size: tuple[int, int], padding: int, mean: Sequence[float], std: Sequence[float], training: bool
) -> Callable[[Image.Image], Tensor]:
    mean, std = list(mean), list(std)
    height, width = size

    def plain(image: Image.Image) -> Tensor:
        return normalize(to_tensor(image), mean, std)

    def varied(image: Image.Image) -> Tensor:
        pixels = F.pad(to_tensor(image), [padding] * 4)
        top, left = torch.randint(2 * padding + 1, (2,)).tolist()
        pixels = pixels[:, top : top + height, left : left + width]
        if torch.randint(2, ()) == 1:
            pixels = pixels.flip(-1)
        return normalize(pixels, mean, std)

    return varied if training else plain
