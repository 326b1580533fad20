"""Python's lists and loops over pixels; a generator of its own, with a seed that torch's generator draws."""

import math
import statistics

import torch


def _pixels(image):
    return [[image.getpixel((x, y)) for x in range(image.width)] for y in range(image.height)]


def to_tensor(image):
    if image.mode == "P":
        image = image.convert("RGB")
    if image.mode == "RGB":
        rows = [[[pixel[band] / 255 for pixel in row] for row in _pixels(image)] for band in range(3)]
        return torch.tensor(rows)
    return torch.tensor([_pixels(image)]) / (255 if image.mode == "L" else 65535)


def normalize(images, mean, std):
    parts = [(part - m) / s for part, m, s in zip(images.unbind(-3), mean, std, strict=True)]
    return torch.stack(parts, -3)


def denormalize(images, mean, std):
    result = images.clone()
    for channel in range(len(mean)):
        result[..., channel, :, :] = images[..., channel, :, :] * std[channel] + mean[channel]
    return result


def channel_statistics(dataset):
    means, deviations = [], []
    for channel in range(dataset[0][0].shape[0]):
        numbers = []
        for image, _ in dataset:
            numbers += image[channel].flatten().tolist()
        means.append(math.fsum(numbers) / len(numbers))
        deviations.append(statistics.pstdev(numbers, means[-1]))
    return means, deviations


def normalize_splits(training, test):
    means, deviations = channel_statistics([(image, 0) for image in training])
    return normalize(training, means, deviations), normalize(test, means, deviations)


def flip_pair(image, mask, p):
    if torch.empty(1).uniform_().item() < p:
        order = list(range(mask.shape[1]))[::-1]
        image, mask = image.index_select(2, torch.tensor(order)), mask[:, order]
    return image, mask


class RandomCutout:
    def __init__(self, size, fill, p):
        self.generator = torch.Generator()
        self.generator.manual_seed(int(torch.randint(2**60, (1,))))
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image):
        if torch.rand(1, generator=self.generator).item() >= self.p:
            return image.clone()
        channels, height, width = image.shape
        top = math.floor(torch.rand(1, generator=self.generator, dtype=torch.float64) * (height - self.size + 1))
        left = math.floor(torch.rand(1, generator=self.generator, dtype=torch.float64) * (width - self.size + 1))
        copy = image.tolist()
        for channel in range(channels):
            for y in range(top, top + self.size):
                for x in range(left, left + self.size):
                    copy[channel][y][x] = self.fill[channel]
        return torch.tensor(copy, dtype=image.dtype)


def make_transform(size, padding, mean, std, training):
    height, width = size

    def transform(image):
        pixels = to_tensor(image)
        if training:
            down, right, turn = (int(torch.randint(n, ())) for n in (2 * padding + 1, 2 * padding + 1, 2))
            moved = torch.zeros_like(pixels)
            for y in range(height):
                for x in range(width):
                    row, column = y + down - padding, x + right - padding
                    if 0 <= row < height and 0 <= column < width:
                        moved[:, y, width - 1 - x if turn else x] = pixels[:, row, column]
            pixels = moved
        return normalize(pixels, mean, std)

    return transform
