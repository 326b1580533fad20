"""Transforms: vary the training images, and no others. Read README.md, then run: pytest katas/09_transforms"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torchvision import transforms


def to_tensor(image: Image.Image) -> Tensor:
    """Return a Pillow image as a tensor of numbers from 0 to 1.

    Args:
        image: height rows of width pixels, of mode "L" (grey), "RGB", "P" (palette) or "I;16" (grey, 16 bits).

    Returns:
        float32: (3, height, width) for "RGB" and "P", in the order red, green, blue; (1, height, width) for "L" and
        "I;16".

    Example: an "RGB" image of one pixel (255, 0, 51) -> [[[1.]], [[0.]], [[0.2]]]
    """
    if image.mode == "P":
        image = image.convert("RGB")
    pixels = torch.from_numpy(np.atleast_3d(np.array(image))).permute(2, 0, 1)  # (channels, height, width)
    return pixels.float() / {"L": 255, "RGB": 255, "I;16": 65535}[image.mode]


def normalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Return the images with each channel's mean subtracted, divided by its standard deviation.

    Args:
        images: (channels, height, width) or (batch, channels, height, width), floating-point.
        mean: one number for each channel.
        std: one number for each channel, greater than 0.

    Returns:
        The shape and dtype of images.

    Example: a pixel [0.5, 0.75] of two channels, mean [0.25, 0.5], std [0.5, 0.25] -> [0.5, 1.0]
    """
    return (images - _column(mean, images)) / _column(std, images)


def _column(numbers: Sequence[float], images: Tensor) -> Tensor:
    """Return one number for each channel so that it stands beside the channel's rows and columns."""
    return images.new_tensor(numbers)[:, None, None]


def denormalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Return what normalize() with the same mean and std was given.

    Args:
        images: (channels, height, width) or (batch, channels, height, width), normalized.
        mean: one number for each channel.
        std: one number for each channel, greater than 0.

    Returns:
        The shape and dtype of images.

    Example: a pixel [0.5, 1.0] of two channels, mean [0.25, 0.5], std [0.5, 0.25] -> [0.5, 0.75]
    """
    return images * _column(std, images) + _column(mean, images)


def channel_statistics(dataset: Sequence[tuple[Tensor, int]]) -> tuple[list[float], list[float]]:
    """Return mean and standard deviation of each channel, over all pixels of all images.

    Args:
        dataset: pairs of an image (channels, height, width), float32 from 0 to 1, and its label; the images have the
            same channels, but differ in height and width; len(dataset), dataset[index] and for work.

    Returns:
        Two lists of Python floats, one for each channel: the means and the standard deviations.

    Example: a grey image of three black pixels and one of a single white pixel -> ([0.25], [0.4330...])
    """
    pixels = torch.cat([image.flatten(1) for image, _ in dataset], dim=1).double()
    return pixels.mean(dim=1).tolist(), pixels.std(dim=1, correction=0).tolist()


def normalize_splits(training: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """Return the images of both splits, normalized by the channel statistics of the training images.

    Args:
        training: (batch, channels, height, width), float32, each channel of more than one colour.
        test: the same channels; batch, height and width may differ.

    Returns:
        The training images and the test images, float32, in the shapes they had.

    Example: training [[[[0.2, 0.8]]]], test [[[[0.6, 0.8]]]] -> [[[[-1., 1.]]]] and [[[[0.3333, 1.]]]]
    """
    std, mean = torch.std_mean(training, dim=(0, 2, 3), correction=0, keepdim=True)
    return (training - mean) / std, (test - mean) / std


def flip_pair(image: Tensor, mask: Tensor, p: float) -> tuple[Tensor, Tensor]:
    """Return image and mask, with probability p both turned left to right.

    Args:
        image: (channels, height, width), uint8 or floating-point.
        mask: (height, width), int64, the class of each pixel.
        p: the probability of a flip, from 0 to 1.

    Returns:
        The image and the mask, in the shapes and dtypes they had.

    Example: image [[[1., 2., 3.]]], mask [[7, 8, 9]], p = 1 -> [[[3., 2., 1.]]] and [[9, 8, 7]]
    """
    if torch.rand(()) < p:
        return image.flip(-1), mask.flip(-1)
    return image, mask


class RandomCutout:
    """Cover a square of an image, at a random place, with probability p.

    Args:
        size: the side of the square in pixels, at least 1 and at most the image's height and width.
        fill: the colour of the square, one number for each channel.
        p: the probability that an image gets a square, from 0 to 1.

    Example: RandomCutout(1, [9.], p=1.0) gives for [[[1., 2.]]] either [[[9., 2.]]] or [[[1., 9.]]]
    """

    def __init__(self, size: int, fill: Sequence[float], p: float) -> None:
        self.size, self.fill, self.p = size, fill, p

    def __call__(self, image: Tensor) -> Tensor:
        """Return the image, with a square covered or as it is.

        Args:
            image: (channels, height, width), floating-point.

        Returns:
            The shape and dtype of the image.
        """
        if torch.rand(()) >= self.p:
            return image
        height, width = image.shape[1:]
        top = int(torch.randint(height - self.size + 1, ()))
        left = int(torch.randint(width - self.size + 1, ()))
        covered = image.clone()
        covered[:, top : top + self.size, left : left + self.size] = _column(self.fill, image)
        return covered


def make_transform(
    size: tuple[int, int], padding: int, mean: Sequence[float], std: Sequence[float], training: bool
) -> Callable[[Image.Image], Tensor]:
    """Return a function that makes a network's input of an image, varied at random in training only.

    Args:
        size: the (height, width) that all images have.
        padding: by how many pixels an image can be moved in training, fewer than height and width.
        mean: one number for each channel: 1 for images of mode "L", 3 for images of mode "RGB".
        std: one number for each channel, greater than 0.
        training: whether the images are for training.

    Returns:
        A function of a Pillow image of mode "L" or "RGB" that returns float32 (channels, height, width): numbers from
        0 to 1, normalized.

    Example: make_transform((1, 1), 0, [0.5], [0.25], training=False) gives [[[2.]]] for an "L" image of one white pixel
    """
    varied = [transforms.RandomCrop(size, padding=padding), transforms.RandomHorizontalFlip()] if training else []
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]
    transform: Callable[[Image.Image], Tensor] = transforms.Compose([*varied, *prepared])
    return transform
