"""Data loading: from files to batches. Read README.md, then run: pytest katas/08_data_loading"""

import itertools
import math
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset, IterableDataset, Subset, get_worker_info


def encode_text(text: str, vocabulary: dict[str, int]) -> Tensor:
    """Return the id of each word of a text.

    Args:
        text: words with whitespace (spaces, tabs, newlines) between them, possibly several in a row; may be empty.
        vocabulary: word -> id; has an entry "<unk>", which stands for every word that has no entry.

    Returns:
        (words,), int64.

    Example: "the cat  sat", {"<unk>": 2, "the": 0, "sat": 5} -> tensor([0, 2, 5])
    """
    unknown = vocabulary["<unk>"]
    return torch.tensor([vocabulary.get(word, unknown) for word in text.split()], dtype=torch.int64)


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
        if len(inputs) != len(target):
            raise ValueError(f"{len(inputs)} inputs, but {len(target)} targets")
        self.inputs = torch.from_numpy(inputs.astype(np.float32))  # astype copies
        self.target = torch.from_numpy(target.astype(np.int64))

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.target)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """Return one sample, to keep: what is done to it does not change the dataset.

        Args:
            index: from 0 to len - 1, or from -len to -1 to count from the end.

        Returns:
            Its input (features,), float32, and its target, a scalar, int64.

        Raises:
            IndexError: there is no such sample.
        """
        return self.inputs[index].clone(), self.target[index].clone()


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
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError(f"{path} has {file.getsampwidth()} bytes for a sample, not 2")
        numbers = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        frames = numbers.reshape(-1, file.getnchannels())
    return torch.from_numpy(frames.T.astype(np.float32) / 32768)


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
        folders = sorted(path for path in folder.iterdir() if path.is_dir())
        self.classes = [path.name for path in folders]
        self.samples = [(path, index) for index, each in enumerate(folders) for path in sorted(each.glob("*.png"))]

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.samples)

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
        path, class_index = self.samples[index]
        with Image.open(path) as image:
            pixels = np.array(image.convert("RGB"))  # (height, width, 3)
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255, class_index


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
    sequences = [sequence for sequence, _ in samples]
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    return pad_sequence(sequences, batch_first=True), lengths, torch.tensor([number for _, number in samples])


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
    if not math.isclose(sum(fractions), 1):
        raise ValueError(f"the fractions sum to {sum(fractions)}, not to 1")
    length = len(dataset)  # type: ignore[arg-type]  # Dataset does not declare __len__
    order = torch.randperm(length, generator=torch.Generator().manual_seed(seed)).tolist()
    ends = [round(length * sum(fractions[: number + 1])) for number in range(len(fractions))]
    return [Subset(dataset, order[start:end]) for start, end in itertools.pairwise([0, *ends])]


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
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset, batch_size, shuffle=training, drop_last=training, generator=generator, num_workers=num_workers
    )


class ShardedStream(IterableDataset[str]):
    """The lines of several text files, each once, whatever the number of worker processes.

    Args:
        paths: text files, UTF-8, in which each line ends with a newline; some may be empty.

    Example: one file with the lines "a" and "b" -> yields "a" and "b", in a DataLoader with two workers, too
    """

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths

    def __iter__(self) -> Iterator[str]:
        """Yield the lines without the newlines: all of them, or in a worker process only this worker's share."""
        info = get_worker_info()
        first, step = (info.id, info.num_workers) if info else (0, 1)
        for path in self.paths[first::step]:
            with path.open(encoding="utf-8") as file:
                for line in file:
                    yield line.rstrip("\n")
