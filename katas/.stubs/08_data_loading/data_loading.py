"""Data loading: from files to batches. Read README.md, then run: pytest katas/08_data_loading"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, IterableDataset


def encode_text(text: str, vocabulary: dict[str, int]) -> Tensor:
    """Return the id of each word of a text.

    Args:
        text: words with whitespace (spaces, tabs, newlines) between them, possibly several in a row; may be empty.
        vocabulary: word -> id; has an entry "<unk>", which stands for every word that has no entry.

    Returns:
        (words,), int64.

    Example: "the cat  sat", {"<unk>": 2, "the": 0, "sat": 5} -> tensor([0, 2, 5])
    """
    # TODO: Split the text into words, and look each up.
    raise NotImplementedError("encode_text: not written yet")


class PairDataset(Dataset[tuple[Tensor, Tensor]]):
    """Samples from two NumPy arrays, of which it keeps copies.

    Args:
        inputs: (samples, features), of any floating-point or integer dtype, in any memory layout.
        target: (samples,), integers of any dtype.

    Raises:
        ValueError: inputs and target differ in length.

    Example: PairDataset(np.array([[1.5, 2.0], [3.0, 4.0]]), np.array([7, 8]))[-1] -> (tensor([3., 4.]), tensor(8))
    """

    def __init__(self, inputs: np.ndarray, target: np.ndarray) -> None:
        # TODO: Compare the lengths; keep copies, as tensors of the right dtype.
        raise NotImplementedError("__init__: not written yet")

    def __len__(self) -> int:
        """Return the number of samples."""
        # TODO: Count the samples.
        raise NotImplementedError("__len__: not written yet")

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """Return one sample, to keep: what is done to it does not change the dataset.

        Args:
            index: from 0 to len - 1, or from -len to -1 to count from the end.

        Returns:
            Its input (features,), float32, and its target, a scalar, int64.

        Raises:
            IndexError: there is no such sample.
        """
        # TODO: Give copies of the sample's input and target.
        raise NotImplementedError("__getitem__: not written yet")


def load_waveform(path: Path) -> Tensor:
    """Return the samples of a WAV file of 16 bits.

    Args:
        path: the file, plain PCM; it has one or more channels, and possibly other chunks beside the sound, such as a
            title.

    Returns:
        (channels, samples), float32, at least -1 and less than 1.

    Raises:
        ValueError: a sample of the file does not have 16 bits.

    Example: one channel, with the whole numbers -32768, 0 and 16384 -> tensor([[-1.0, 0.0, 0.5]])
    """
    # TODO: Read the whole numbers with Python's wave, take the channels apart, and scale.
    raise NotImplementedError("load_waveform: not written yet")


class ImageDataset(Dataset[tuple[Tensor, int]]):
    """PNG files in one folder for each class, read when they are asked for.

    Args:
        folder: holds a folder for each class, named after it, with at least one PNG file (`*.png`) in it. Beside these
            files and folders there may be other files.

    Attributes:
        classes: the names of the classes, sorted as `sorted` does.

    Example: with the files cat/2.png, cat/10.png and ant/1.png -> classes are ["ant", "cat"], and the samples are
        ant/1.png with class 0, cat/10.png with class 1, cat/2.png with class 1
    """

    classes: list[str]

    def __init__(self, folder: Path) -> None:
        # TODO: Find the classes and the paths of their files, both in sorted order; open none.
        raise NotImplementedError("__init__: not written yet")

    def __len__(self) -> int:
        """Return the number of images."""
        # TODO: Count the images.
        raise NotImplementedError("__len__: not written yet")

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        """Read one image.

        Args:
            index: from 0 to len - 1, or from -len to -1 to count from the end; class by class, the files of each sorted
                by name as `sorted` does.

        Returns:
            The image (3, height, width), red, green and blue, float32 from 0 to 1, and the index of its class.

        Raises:
            IndexError: there is no such image.
        """
        # TODO: Open this one file with Pillow, as RGB, and make a tensor of it.
        raise NotImplementedError("__getitem__: not written yet")


def collate_padded(samples: list[tuple[Tensor, int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return one batch of sequences of unequal length, for the `collate_fn` of a DataLoader.

    Args:
        samples: at least one pair of a sequence (length,), int64, and a class; length is 0 or more and differs between
            pairs.

    Returns:
        The sequences (batch, longest), int64, each from the left, then zeros; their lengths (batch,), int64; the
        classes (batch,), int64. All in the order of the samples.

    Example: [(tensor([5, 0]), 3), (tensor([7]), 4)] -> tensor([[5, 0], [7, 0]]), tensor([2, 1]), tensor([3, 4])
    """
    # TODO: Note the lengths, fill up the sequences, and make tensors of all three.
    raise NotImplementedError("collate_padded: not written yet")


def split(dataset: Dataset[Any], fractions: list[float], seed: int) -> list[Dataset[Any]]:
    """Divide a dataset into parts at random, so that each sample is in exactly one.

    Args:
        dataset: any with `__len__` and `__getitem__`.
        fractions: the share of each part; their sum is 1.
        seed: decides which sample goes where.

    Returns:
        For each fraction a dataset with `__len__` and `__getitem__`, whose size is at most one away from its share.

    Raises:
        ValueError: the fractions do not sum to 1 (up to the rounding of floats).

    Example: 10 samples, fractions [0.7, 0.2, 0.1] -> parts of 7, 2 and 1 samples
    """
    # TODO: Draw one order of all indices, with a generator of your own, and cut it into parts.
    raise NotImplementedError("split: not written yet")


def make_loader(
    dataset: Dataset[Any], batch_size: int, training: bool, seed: int, num_workers: int = 0
) -> DataLoader[Any]:
    """Return a loader for training or for evaluation.

    Args:
        dataset: any with `__len__` and `__getitem__`.
        batch_size: the number of samples in a batch.
        training: True to shuffle anew in each epoch and leave out a last, shorter batch; False to give every sample, in
            the order of the dataset.
        seed: decides the orders of all epochs.
        num_workers: the number of worker processes, 0 to read in this one.

    Returns:
        A DataLoader.

    Example: 5 samples, batch_size = 2 -> 2 batches in an epoch of training; otherwise 3, the last with one sample
    """
    # TODO: Make a DataLoader, with a generator of its own.
    raise NotImplementedError("make_loader: not written yet")


class ShardedStream(IterableDataset[str]):
    """The lines of several text files, each once, whatever the number of worker processes.

    Args:
        paths: text files, UTF-8, in which each line ends with a newline; some may be empty.

    Example: one file with the lines "a" and "b" -> yields "a" and "b", in a DataLoader with two workers, too
    """

    def __init__(self, paths: list[Path]) -> None:
        # TODO: Keep the paths.
        raise NotImplementedError("__init__: not written yet")

    def __iter__(self) -> Iterator[str]:
        """Yield the lines without the newlines: all of them, or in a worker process only this worker's share."""
        # TODO: Ask which worker this is and how many there are, and yield its share.
        raise NotImplementedError("__iter__: not written yet")
