"""Batching: the first axis says which sample. Read README.md, then run: pytest katas/02_batching"""

import torch
from torch import Tensor, nn


def as_batch(sample: Tensor, sample_dims: int) -> Tensor:
    """Return a batch: a single sample gets a batch axis in front, a batch is returned as it is.

    Args:
        sample: one sample (...) with sample_dims axes, or a batch (batch, ...) with one axis more.
        sample_dims: the number of axes of one sample, 1 or more: 3 for an image, 1 for a vector of features.

    Returns:
        (batch, ...); the batch is 1 where a single sample came in.

    Raises:
        ValueError: sample has neither sample_dims nor sample_dims + 1 axes.

    Example: an image (3, 28, 28) and sample_dims 3 -> (1, 3, 28, 28); a batch (5, 3, 28, 28) -> unchanged
    """
    # TODO: Decide by the number of axes whether the batch axis is missing, and add it in front if so.
    raise NotImplementedError("as_batch: not written yet")


def num_flat_features(x: Tensor) -> int:
    """Return how many numbers one sample of a batch holds.

    Args:
        x: (batch, ...), two axes or more, in any memory layout; the batch may be empty.

    Returns:
        the product of all sizes but the first, as a plain int.

    Example: (25, 16, 4, 4) -> 256
    """
    # TODO: Multiply the sizes of every axis but the first.
    raise NotImplementedError("num_flat_features: not written yet")


def flatten_features(x: Tensor) -> Tensor:
    """Return the batch with one row for each sample, that sample's numbers in their order.

    Args:
        x: (batch, ...), two axes or more, in any memory layout; the batch may be empty.

    Returns:
        (batch, features), connected to x for autograd.

    Example: (25, 16, 4, 4) -> (25, 256); row 3 is x[3], read from its first number to its last
    """
    # TODO: Merge every axis but the first into one.
    raise NotImplementedError("flatten_features: not written yet")


def flat_size(features: nn.Module, image_shape: tuple[int, int, int]) -> int:
    """Return how many numbers a network puts out for one image: the in_features of a Linear layer after it.

    Args:
        features: maps (batch, channels, height, width) to (batch, ...); in float32, on the CPU.
        image_shape: (channels, height, width) of one image, no batch.

    Returns:
        the numbers for one image, as a plain int.

    Example: a Conv2d(1, 6, 5) and the shape (1, 28, 28) -> 3456, which is 6 * 24 * 24
    """
    # TODO: Run the network once on a made-up batch and count what comes out for one image.
    raise NotImplementedError("flat_size: not written yet")


def build_lenet(image_size: tuple[int, int], in_channels: int, classes: int) -> nn.Module:
    """Return a new LeNet for images of one size. README.md lists its layers.

    Args:
        image_size: (height, width), each 16 or more.
        in_channels: channels of an image.
        classes: logits for each image.

    Returns:
        a module that maps (batch, in_channels, height, width) to logits (batch, classes), for a batch of 1 or more.

    Example: build_lenet((28, 28), 1, 10)(torch.zeros(25, 1, 28, 28)) -> a tensor of shape (25, 10)
    """
    # TODO: Build the layers of the table in README.md; find the first Linear layer's in_features, say by a dry run.
    raise NotImplementedError("build_lenet: not written yet")


def predict_one(model: nn.Module, image: Tensor) -> Tensor:
    """Return a model's answer to a single image, which the model sees as a batch of one.

    Args:
        model: maps (batch, channels, height, width) to logits (batch, classes).
        image: (channels, height, width).

    Returns:
        (classes,), the logits.

    Example: a model with 10 classes and an image (1, 28, 28) -> a tensor of shape (10,)
    """
    # TODO: Add the batch axis, call the model, and take away the batch axis and no other.
    raise NotImplementedError("predict_one: not written yet")


def pad_sequences(sequences: list[Tensor], padding_value: float = 0.0) -> tuple[Tensor, Tensor]:
    """Return sequences of unequal lengths as one batch, and a mask that says where their data is.

    Args:
        sequences: one or more tensors, all (length,) or all (length, features), of one dtype and device; lengths
            differ and may be 0, but not all are.
        padding_value: fills each row after the sequence's end; a whole number if the sequences hold such.

    Returns:
        (batch, longest) or (batch, longest, features), with the sequences' dtype and device; and a bool mask
        (batch, longest) on the same device, True where there is data.

    Example: [tensor([5, 0, 1]), tensor([7])] -> tensor([[5, 0, 1], [7, 0, 0]]),
        tensor([[True, True, True], [True, False, False]])
    """
    # TODO: Fill every row up to the longest length, and build the mask from the lengths.
    raise NotImplementedError("pad_sequences: not written yet")


def channels_first(images: Tensor) -> Tensor:
    """Return images as convolutions expect them: channels before height and width, numbers from 0 to 1.

    Args:
        images: (batch, height, width, channels), uint8 from 0 to 255, in any memory layout; grey images have 1 channel.

    Returns:
        (batch, channels, height, width), float32: each number divided by 255, up to rounding.

    Example: one image of 1 x 2 pixels, [[[[0, 51, 255], [255, 0, 102]]]]
        -> [[[[0.0, 1.0]], [[0.2, 0.0]], [[1.0, 0.4]]]]
    """
    # TODO: Move the channel axis to the second place, and scale to floating point.
    raise NotImplementedError("channels_first: not written yet")
