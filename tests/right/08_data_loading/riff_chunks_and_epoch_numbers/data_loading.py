"""RIFF chunks by hand, a sampler of its own, whole files for each worker, Python's generators."""

import os
import random
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, IterableDataset, Sampler, SequentialSampler, get_worker_info


def encode_text(text: str, vocabulary: dict[str, int]) -> Tensor:
    ids = []
    for match in re.finditer(r"\S+", text):
        word = match.group()
        ids.append(vocabulary[word if word in vocabulary else "<unk>"])
    return torch.from_numpy(np.array(ids, dtype=np.int64))


def _checked(index: int, count: int) -> int:
    if not -count <= index < count:
        raise IndexError(f"{index} of {count}")
    return int(index) % count


class PairDataset(Dataset[tuple[Tensor, Tensor]]):
    """Keeps NumPy arrays, and makes new tensors of a sample."""

    def __init__(self, inputs: np.ndarray, target: np.ndarray) -> None:
        if inputs.shape[0] != target.shape[0]:
            raise ValueError("inputs and target differ in length")
        self.rows = [np.array(row, dtype=np.float32) for row in inputs]
        self.answers = [int(answer) for answer in target]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        index = _checked(index, len(self))
        return torch.tensor(self.rows[index], dtype=torch.float32), torch.tensor(self.answers[index], dtype=torch.int64)


def load_waveform(path: Path) -> Tensor:
    content = path.read_bytes()
    position, channels, sound = 12, 0, None
    while position + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, position)
        body = content[position + 8 : position + 8 + size]
        if name == b"fmt ":
            _, channels, _, _, _, bits = struct.unpack_from("<HHIIHH", body)
            if bits != 16:
                raise ValueError(f"{bits} bits in a sample")
        elif name == b"data" and sound is None:
            sound = body
        position += 8 + size + size % 2
    numbers = torch.tensor(np.frombuffer(sound, dtype="<i2").astype(np.int32))
    return torch.stack([numbers[channel::channels] for channel in range(channels)]) * 2.0**-15


class ImageDataset(Dataset[tuple[Tensor, int]]):
    classes: list[str]

    def __init__(self, folder: Path) -> None:
        with os.scandir(folder) as entries:
            self.classes = sorted(entry.name for entry in entries if entry.is_dir())
        self.paths: list[str] = []
        self.labels: list[int] = []
        for label, name in enumerate(self.classes):
            with os.scandir(f"{folder}/{name}") as entries:
                names = sorted(entry.name for entry in entries if entry.name.endswith(".png") and entry.is_file())
            self.paths += [f"{folder}/{name}/{file}" for file in names]
            self.labels += [label] * len(names)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        index = _checked(index, len(self))
        with Path(self.paths[index]).open("rb") as file:
            bands = Image.open(file).convert("RGB").split()
        planes = [torch.tensor(np.asarray(band), dtype=torch.float32) for band in bands]
        return torch.stack(planes).div_(255), self.labels[index]


def collate_padded(samples: list[tuple[Tensor, int]]) -> tuple[Tensor, Tensor, Tensor]:
    lengths = [sequence.numel() for sequence, _ in samples]
    batch = torch.zeros(len(samples), max(lengths), dtype=torch.int64)
    for row, (sequence, _) in zip(batch, samples, strict=True):
        row[: sequence.numel()] = sequence
    return batch, torch.tensor(lengths), torch.tensor([label for _, label in samples])


class _Part(Dataset[Any]):
    def __init__(self, whole: Dataset[Any], members: list[int]) -> None:
        self.whole, self.members = whole, members

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, index: int) -> Any:
        return self.whole[self.members[index]]


def split(dataset: Dataset[Any], fractions: list[float], seed: int) -> list[Dataset[Any]]:
    """Rounds down, and gives what is left to the largest remainders."""
    if abs(sum(fractions) - 1) > 1.5e-6:
        raise ValueError("the fractions do not sum to 1")
    count = len(dataset)
    sizes = [int(count * fraction) for fraction in fractions]
    by_remainder = sorted(range(len(sizes)), key=lambda i: sizes[i] - count * fractions[i])
    for i in by_remainder[: count - sum(sizes)]:
        sizes[i] += 1
    order = list(range(count))
    random.Random(str(seed)).shuffle(order)
    parts, start = [], 0
    for size in sizes:
        parts.append(_Part(dataset, order[start : start + size]))
        start += size
    return parts


class _Epochs(Sampler[int]):
    """Draws the order of epoch n from the seed and n alone, however far the epochs before were read."""

    def __init__(self, dataset: Dataset[Any], seed: int) -> None:
        self.count, self.seed, self.epoch = len(dataset), seed, 0

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[int]:
        order = list(range(self.count))
        random.Random(f"{self.seed}, {self.epoch}").shuffle(order)
        self.epoch += 1
        return iter(order)


def make_loader(
    dataset: Dataset[Any], batch_size: int, training: bool, seed: int, num_workers: int = 0
) -> DataLoader[Any]:
    sampler = _Epochs(dataset, seed) if training else SequentialSampler(dataset)
    generator = torch.Generator()  # for the seeds of the workers, which the loader would draw from PyTorch's own
    generator.manual_seed(seed)
    return DataLoader(
        dataset, batch_size, sampler=sampler, drop_last=training, num_workers=num_workers, generator=generator
    )


class ShardedStream(IterableDataset[str]):
    """Whole files for each worker, the last first."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = tuple(paths)

    def __iter__(self) -> Iterator[str]:
        mine = list(self.paths)
        info = get_worker_info()
        if info is not None:
            mine = [path for number, path in enumerate(self.paths) if number % info.num_workers == info.id]
        while mine:
            lines = re.split("\r\n|\n|\r", mine.pop().read_bytes().decode("utf-8"))
            if lines[-1] == "":  # the line break that ends the last line begins no other one
                lines.pop()
            yield from lines
