"""Pillow turns and crops, NumPy calculates; NumPy's generator is made anew from a number of torch's."""

import numpy as np
import torch
from PIL import Image, ImageOps


def _dice():
    return np.random.default_rng(torch.randint(2**40, (2,)).tolist())


def to_tensor(image):
    if image.mode == "P":
        palette = np.array(image.getpalette("RGB"), dtype=np.uint8).reshape(-1, 3)
        array = palette[np.asarray(image)]
    else:
        array = np.asarray(image)
    array = np.atleast_3d(array).astype(np.float32) / np.iinfo(array.dtype).max
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(array, 2, 0)))


def _lined_up(numbers, images):
    return np.asarray(numbers, dtype=images.dtype).reshape(-1, 1, 1)


def normalize(images, mean, std):
    array = images.numpy()
    return torch.from_numpy(np.subtract(array, _lined_up(mean, array)) / _lined_up(std, array))


def denormalize(images, mean, std):
    array = images.numpy()
    return torch.from_numpy(array * _lined_up(std, array) + _lined_up(mean, array))


def channel_statistics(dataset):
    sums, squares, count = 0, 0, 0
    for index in range(len(dataset)):
        array = dataset[index][0].numpy().astype(np.float64)
        sums, squares = sums + array.sum((1, 2)), squares + (array**2).sum((1, 2))
        count += array.shape[1] * array.shape[2]
    mean = sums / count
    return mean.tolist(), np.sqrt(np.maximum(squares / count - mean**2, 0)).tolist()


def normalize_splits(training, test):
    array = training.numpy().astype(np.float64)
    mean, std = array.mean((0, 2, 3), keepdims=True), array.std((0, 2, 3), keepdims=True)
    return tuple(torch.from_numpy(((each.numpy() - mean) / std).astype(np.float32)) for each in (training, test))


def flip_pair(image, mask, p):
    step = -1 if _dice().random() < p else 1
    return tuple(torch.from_numpy(each.numpy()[..., ::step].copy()) for each in (image, mask))


class RandomCutout:
    def __init__(self, size, fill, p):
        self.size = size
        self.fill = fill
        self.p = p

    def __call__(self, image):
        dice = _dice()
        array = image.numpy().copy()
        if dice.random() < self.p:
            top, left = dice.integers(0, np.array(array.shape[1:]) - self.size, endpoint=True)
            square = (slice(None), slice(top, top + self.size), slice(left, left + self.size))
            array[square] = _lined_up(self.fill, array)
        return torch.from_numpy(array)


def make_transform(size, padding, mean, std, training):
    def transform(image):
        if training:
            dice = _dice()
            x, y = dice.integers(2 * padding + 1, size=2).tolist()
            image = ImageOps.expand(image, padding, fill=0).crop((x, y, x + size[1], y + size[0]))
            if dice.integers(2):
                image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return normalize(to_tensor(image), mean, std)

    return transform
