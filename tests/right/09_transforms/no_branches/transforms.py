"""Chance decides by arithmetic: torch.where, permutation matrices, rolled images, one draw from a list of variants."""

import torch
from torch import nn
from torch.distributions import Bernoulli, Categorical
from torchvision.transforms.v2 import functional as F


def to_tensor(image):
    largest = {"I;16": 65535}.get(image.mode, 255)
    pixels = F.pil_to_tensor(image.convert("RGB") if image.mode == "P" else image)
    return pixels.to(torch.float64).div(largest).to(torch.float32)


def normalize(images, mean, std):
    mean, std = torch.tensor([mean, std], dtype=images.dtype)
    return ((images.movedim(-3, -1) - mean) / std).movedim(-1, -3)


def denormalize(images, mean, std):
    scales = torch.diag(torch.tensor(std, dtype=images.dtype))
    moved = torch.einsum("...chw,cd->...dhw", images, scales)
    return moved + torch.tensor(mean, dtype=images.dtype).view(len(mean), 1, 1)


def channel_statistics(dataset):
    channels = zip(*[image.double() for image, _ in dataset], strict=True)
    pixels = [torch.cat([part.reshape(-1) for part in parts]) for parts in channels]
    return [one.mean().item() for one in pixels], [one.std(unbiased=False).item() for one in pixels]


def normalize_splits(training, test):
    pixels = training.movedim(1, 0).flatten(1)
    mean = pixels @ torch.full((pixels.shape[1],), 1 / pixels.shape[1])
    std = torch.cov(pixels, correction=0).reshape(len(mean), -1).diagonal() ** 0.5
    scale = torch.diag(1 / std)[:, :, None, None]
    return tuple(nn.functional.conv2d(images, scale, -mean / std) for images in (training, test))


def flip_pair(image, mask, p):
    flipped = Bernoulli(probs=float(p)).sample().bool()
    return torch.where(flipped, image.flip(2), image), torch.where(flipped, mask.flip(1), mask)


class RandomCutout(nn.Module):
    def __init__(self, size, fill, p):
        super().__init__()
        self.size, self.p = size, p
        self.fill = torch.tensor(fill)

    def forward(self, image):
        _, height, width = image.shape
        spans = [height - self.size + 1, width - self.size + 1]
        begins = [Categorical(torch.ones(span)).sample() for span in spans]
        rows, columns = (
            ((torch.arange(length) - begin) // self.size == 0)
            for length, begin in zip((height, width), begins, strict=True)
        )
        square = rows.outer(columns) & (torch.rand(1, dtype=torch.float64) < self.p)
        return torch.where(square, self.fill.to(image).view(-1, 1, 1), image)


class _Vary(nn.Module):
    def __init__(self, padding):
        super().__init__()
        self.padding = padding

    def forward(self, pixels):
        height, width = pixels.shape[1:]
        padded = nn.functional.pad(pixels, [self.padding] * 4)
        windows = padded.unfold(1, height, 1).unfold(2, width, 1).flatten(1, 2)
        every = torch.cat([windows, windows.flip(3)], dim=1)
        return every[:, torch.randperm(every.shape[1])[0]]


class _Prepare(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.mean, self.std = mean, std

    def forward(self, pixels):
        return normalize(pixels, self.mean, self.std)


class _ToTensor(nn.Module):
    def forward(self, image):
        return to_tensor(image)


def make_transform(size, padding, mean, std, training):
    return nn.Sequential(_ToTensor(), _Vary(padding) if training else nn.Identity(), _Prepare(mean, std))
