"""Plain Python wherever it can be: lists, slices, struct, random.Random, and tensors only at the very end."""

import random
import struct
import wave
from collections import defaultdict
from pathlib import Path

import torch
import torch.utils.data as data
from PIL import Image


def encode_text(text, vocabulary):
    table = defaultdict(lambda: vocabulary["<unk>"], vocabulary)
    ids = torch.empty(len(text.split()), dtype=torch.int64)
    for position, word in enumerate(text.split()):
        ids[position] = table[word]
    return ids


class PairDataset(data.Dataset):
    def __init__(self, inputs, target):
        self.pairs = list(zip(inputs.tolist(), target.tolist(), strict=True))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        features, number = self.pairs[index]
        return torch.tensor(features, dtype=torch.float32), torch.tensor(number)


def load_waveform(path):
    with wave.open(path.open("rb")) as file:
        if file.getsampwidth() != 2:
            raise ValueError("only 16 bits")
        channels, frames = file.getnchannels(), file.getnframes()
        numbers = struct.unpack(f"<{channels * frames}h", file.readframes(frames))
    return torch.tensor([[number / 32768 for number in numbers[channel::channels]] for channel in range(channels)])


class ImageDataset(data.Dataset):
    def __init__(self, folder):
        self.paths = sorted(Path(folder).glob("*/*.png"), key=lambda path: (path.parent.name, path.name))
        self.classes = sorted({path.parent.name for path in self.paths})

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        path = self.paths[index]
        with Image.open(path) as image:
            colours = image.convert("RGB")
            width, height = colours.size
            planes = [list(band.tobytes()) for band in colours.split()]
        return torch.tensor(planes).reshape(3, height, width) / 255, self.classes.index(path.parent.name)


def collate_padded(samples):
    rows = [sequence.tolist() for sequence, _ in samples]
    longest = max(map(len, rows))
    filled = [row + [0] * (longest - len(row)) for row in rows]
    batch = torch.tensor(filled, dtype=torch.int64)
    return batch, torch.tensor([len(row) for row in rows]), torch.tensor([number for _, number in samples])


class Part:
    def __init__(self, whole, indices):
        self.whole = whole
        self.indices = indices

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, index):
        return self.whole[self.indices[index]]


def split(dataset, fractions, seed):
    if not 0.999999 < sum(fractions) < 1.000001:
        raise ValueError(fractions)
    left = list(range(len(dataset)))
    random.Random(seed).shuffle(left)
    sizes = [int(len(dataset) * fraction + 1e-9) for fraction in fractions]
    for number in range(len(dataset) - sum(sizes)):
        sizes[number] += 1
    return [Part(dataset, [left.pop() for _ in range(size)]) for size in sizes]


class Shuffled(data.Sampler):
    def __init__(self, count, seed):
        self.count = count
        self.drawn = random.Random(seed)

    def __len__(self):
        return self.count

    def __iter__(self):
        yield from self.drawn.sample(range(self.count), self.count)


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    if not training:
        return data.DataLoader(dataset, batch_size, num_workers=num_workers)
    return data.DataLoader(
        dataset,
        batch_size,
        sampler=Shuffled(len(dataset), seed),
        drop_last=True,
        num_workers=num_workers,
        generator=torch.Generator(),
        persistent_workers=num_workers > 0,
    )


class ShardedStream(data.IterableDataset):
    def __init__(self, paths):
        self.paths = paths

    def __iter__(self):
        worker = data.get_worker_info()
        count = 0
        for path in self.paths:
            for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
                if worker is None or count % worker.num_workers == worker.id:
                    yield line
                count += 1
