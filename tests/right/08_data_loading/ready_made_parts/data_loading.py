"""What PyTorch has ready: TensorDataset, random_split, samplers, a ChainDataset of one stream for each file."""

import itertools
import os
import wave

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import pad
from torch.utils.data import (
    BatchSampler,
    ChainDataset,
    DataLoader,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    TensorDataset,
    get_worker_info,
    random_split,
)


def encode_text(text, vocabulary):
    ids = list(map(lambda word: vocabulary.get(word, vocabulary["<unk>"]), text.split()))
    return torch.LongTensor(ids)


class PairDataset(TensorDataset):
    def __init__(self, inputs, target):
        if len(inputs) - len(target):
            raise ValueError("unequal")
        super().__init__(
            torch.tensor(np.array(inputs), dtype=torch.float32), torch.tensor(np.array(target), dtype=torch.long)
        )

    def __getitem__(self, index):
        return tuple(part.detach().clone() for part in super().__getitem__(index))


def load_waveform(path):
    with path.open("rb") as opened, wave.open(opened) as file:
        if file.getsampwidth() * 8 != 16:
            raise ValueError(path)
        data = bytearray(file.readframes(file.getnframes()))
        samples = torch.frombuffer(data, dtype=torch.int16)
        return torch.stack(samples.unflatten(0, (-1, file.getnchannels())).unbind(1)).mul(1 / 32768)


class ImageDataset(torch.utils.data.Dataset):
    def __init__(self, folder):
        self.classes = sorted(next(os.walk(folder))[1])
        self.found = []
        for number, name in enumerate(self.classes):
            for root, _, files in os.walk(f"{folder}/{name}"):
                self.found += [(f"{root}/{file}", number) for file in sorted(files) if file.endswith(".png")]

    def __len__(self):
        return len(self.found)

    def __getitem__(self, index):
        path, number = self.found[index]
        image = Image.open(path).convert("RGB")
        data = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
        return data.view(image.height, image.width, 3).movedim(-1, 0).div(255), number


def collate_padded(samples):
    longest = max(sequence.numel() for sequence, _ in samples)
    rows = torch.stack([pad(sequence, (0, longest - sequence.numel())) for sequence, _ in samples])
    lengths = torch.tensor([sequence.numel() for sequence, _ in samples])
    return [rows, lengths, torch.tensor([number for _, number in samples])]


def split(dataset, fractions, seed):
    return random_split(dataset, fractions, torch.Generator().manual_seed(seed))


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    generator = torch.Generator()
    generator.manual_seed(seed)
    sampler = RandomSampler(dataset, generator=generator) if training else SequentialSampler(dataset)
    batches = BatchSampler(sampler, batch_size, drop_last=training)
    return DataLoader(dataset, batch_sampler=batches, num_workers=num_workers, generator=generator)


class Lines(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with self.path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line[:-1] if line.endswith("\n") else line


class ShardedStream(IterableDataset):
    def __init__(self, paths):
        self.chain = ChainDataset([Lines(path) for path in paths])

    def __iter__(self):
        info = get_worker_info()
        if info is None:
            return iter(self.chain)
        return itertools.islice(self.chain, info.id, None, info.num_workers)
