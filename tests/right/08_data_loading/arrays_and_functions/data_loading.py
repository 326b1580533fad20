"""NumPy for whatever can be an array, a mask to fill a batch, and a sampler that gives whole batches."""

import wave

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, IterableDataset, Sampler, get_worker_info


def encode_text(text, vocabulary):
    words = np.array(text.split(), dtype=object)
    ids = np.fromiter((vocabulary[word] if word in vocabulary else vocabulary["<unk>"] for word in words), np.int64)
    return torch.as_tensor(ids)


class PairDataset(Dataset):
    def __init__(self, inputs, target):
        if inputs.shape[:1] != target.shape[:1]:
            raise ValueError((inputs.shape, target.shape))
        self.inputs, self.target = inputs.copy(), target.copy()

    def __len__(self):
        return self.inputs.shape[0]

    def __getitem__(self, index):
        features = np.array(self.inputs[index], dtype=np.float32)
        return torch.from_numpy(features), torch.tensor(int(self.target[index]))

    def __iter__(self):
        return map(self.__getitem__, range(len(self)))


def load_waveform(path):
    with wave.open(str(path)) as file:
        channels, width, _, frames, *_ = file.getparams()
        if width != 2:
            raise ValueError("16 bits only")
        raw = np.frombuffer(file.readframes(frames), dtype=np.dtype((np.dtype("<i2"), (channels,))))
    return torch.from_numpy(np.ldexp(raw.astype(np.float32), -15).T)


class ImageDataset(Dataset):
    def __init__(self, folder):
        found = np.array(sorted((path.parent.name, path.name) for path in folder.glob("*/*.png")), dtype=object)
        names, self.numbers = np.unique(found[:, 0].astype(str), return_inverse=True)
        self.classes = names.tolist()
        self.files = [folder / name / file for name, file in found]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        if index not in range(-len(self), len(self)):
            raise IndexError(index)
        image = np.asarray(Image.open(self.files[index]).convert("RGB"), dtype=np.float32)
        return torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, 2, 0))) / 255.0, int(self.numbers[index])


def collate_padded(samples):
    lengths = torch.as_tensor([len(sequence) for sequence, _ in samples])
    columns = torch.arange(int(lengths.max()))
    batch = torch.zeros(len(samples), len(columns), dtype=torch.int64)
    batch[columns < lengths[:, None]] = torch.cat([sequence for sequence, _ in samples])
    return batch, lengths, torch.as_tensor([number for _, number in samples])


class Part(Dataset):
    def __init__(self, whole, indices):
        self.whole, self.indices = whole, indices

    def __len__(self):
        return self.indices.size

    def __getitem__(self, index):
        return self.whole[int(self.indices[index])]


def split(dataset, fractions, seed):
    if not np.isclose(np.sum(fractions), 1, rtol=0, atol=1e-6):
        raise ValueError(fractions)
    order = np.random.default_rng(seed).permutation(len(dataset))
    cuts = np.floor(np.cumsum(fractions)[:-1] * len(dataset) + 1e-6).astype(int)
    return [Part(dataset, np.sort(indices)) for indices in np.split(order, cuts)]


class Batches(Sampler):
    """Lists of indices, by a generator that only this sampler draws from."""

    def __init__(self, count, size, training, seed):
        self.count, self.size, self.training = count, size, training
        self.drawn = np.random.default_rng(seed)

    def __len__(self):
        return self.count // self.size if self.training else -(-self.count // self.size)

    def __iter__(self):
        order = self.drawn.permutation(self.count) if self.training else np.arange(self.count)
        for number in range(len(self)):
            yield order[number * self.size : (number + 1) * self.size].tolist()


def make_loader(dataset, batch_size, training, seed, num_workers=0):
    batches = Batches(len(dataset), batch_size, training, seed)
    seeds = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_sampler=batches, num_workers=num_workers, generator=seeds)


class ShardedStream(IterableDataset):
    def __init__(self, paths):
        self.paths = paths

    def __iter__(self):
        info = get_worker_info()
        mine = np.arange(len(self.paths)) if info is None else np.arange(info.id, len(self.paths), info.num_workers)
        for number in mine[::-1]:
            with self.paths[number].open("rb") as file:
                yield from (line.rstrip(b"\n").decode() for line in file)
