"""The shortest tools of PyTorch, Python and NumPy; lines shared out one by one."""

import itertools
import wave
from collections.abc import Iterator
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset, IterableDataset, Subset, get_worker_info


def encode_text(text: str, vocabulary: dict[str, int]) -> Tensor:
    unknown = vocabulary["<unk>"]
    return torch.tensor([vocabulary.get(word, unknown) for word in text.split()], dtype=torch.int64)


class PairDataset(Dataset[tuple[Tensor, Tensor]]):
    def __init__(self, inputs: np.ndarray, target: np.ndarray) -> None:
        if len(inputs) != len(target):
            raise ValueError(f"{len(inputs)} inputs, but {len(target)} targets")
        self._inputs = torch.from_numpy(inputs.astype("=f4", order="C", copy=True))
        self._target = torch.from_numpy(target.astype("=i8", order="C", copy=True))

    def __len__(self) -> int:
        return len(self._target)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self._inputs[index].clone(), self._target[index].clone()


def load_waveform(path: Path) -> Tensor:
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, count = file.getnchannels(), file.getsampwidth(), file.getnframes()
            sound = file.readframes(count)
    except wave.Error as error:  # floating-point samples, for one
        raise ValueError(f"{path}: {error}") from error
    if width != 2:
        raise ValueError(f"{path}: samples of {8 * width} bits")
    frames = np.frombuffer(sound, dtype="<i2").reshape(-1, channels)
    return torch.from_numpy(np.divide(frames.T, 32768, dtype=np.float32))


class ImageDataset(Dataset[tuple[Tensor, int]]):
    classes: list[str]

    def __init__(self, folder: Path) -> None:
        self.classes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
        self._files = [
            (path, label)
            for label, name in enumerate(self.classes)
            for path in sorted(path for path in (folder / name).glob("*.png") if path.is_file())
        ]

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        path, label = self._files[index]
        with Image.open(path) as image:
            pixels = np.array(image.convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255, label


def collate_padded(samples: list[tuple[Tensor, int]]) -> tuple[Tensor, Tensor, Tensor]:
    sequences, classes = zip(*samples, strict=True)
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    return pad_sequence(list(sequences), batch_first=True), lengths, torch.tensor(classes, dtype=torch.int64)


def split(dataset: Dataset[Any], fractions: list[float], seed: int) -> list[Dataset[Any]]:
    if abs(sum(fractions) - 1) > 1.5e-6:
        raise ValueError(f"the fractions {fractions} sum to {sum(fractions)}")
    count = len(dataset)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed)).tolist()
    cuts = [0, *(round(count * share) for share in accumulate(fractions))]
    cuts[-1] = count
    return [Subset(dataset, order[start:end]) for start, end in itertools.pairwise(cuts)]


def make_loader(
    dataset: Dataset[Any], batch_size: int, training: bool, seed: int, num_workers: int = 0
) -> DataLoader[Any]:
    return DataLoader(
        dataset,
        batch_size=batch_size,
        shuffle=training,
        drop_last=training,
        num_workers=num_workers,
        generator=torch.Generator().manual_seed(seed),
    )


class ShardedStream(IterableDataset[str]):
    def __init__(self, paths: list[Path]) -> None:
        self.paths = list(paths)

    def _lines(self, path: Path) -> Iterator[str]:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield line.removesuffix("\n")

    def __iter__(self) -> Iterator[str]:
        worker = get_worker_info()
        first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        return islice(chain.from_iterable(map(self._lines, self.paths)), first, None, step)
