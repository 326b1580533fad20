"""Graded tests: from files to batches."""

import contextlib
import itertools
import multiprocessing
import os
import random
import struct
import tempfile
import wave
from collections import Counter
from pathlib import Path

import data_loading
import numpy as np
import pytest
import torch
from PIL import Image
from torch.testing import assert_close
from torch.utils.data import DataLoader, Dataset

from dojo.observe import observe

WORDS = ["ant", "Ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lynx", "mole", "newt"]


def drawn_vocabulary():
    """Return a vocabulary with the ids 0 and up in any order, the words that are in it, and words that are not."""
    words = random.sample(WORDS, len(WORDS))
    known, unknown = words[:9], words[9:]
    first, *others = random.sample(range(1, 30), 9)
    return dict(zip(["<unk>", *known], [first, 0, *others], strict=True)), known, unknown


def ids_of(words, vocabulary):
    return torch.tensor([vocabulary["<unk>" if word not in vocabulary else word] for word in words], dtype=torch.int64)


def test_encode_text_looks_up_each_word():
    """encode_text() gives each word its id as it stands, be it 0, or that of <unk> if it has no entry; it adds none."""
    vocabulary, known, unknown = drawn_vocabulary()
    words = [*known, *unknown, known[0], f"{known[1]}.", known[2].swapcase()]
    words = random.sample(words, len(words))
    one, other, another = random.sample([*known, *unknown[:1]], 3)
    texts = {
        "words": " ".join(words),
        "whitespace between": f"{one}  {other}\t{one}\n\n{another} \n {other}",
        "whitespace around": f"\n{another} {one} ",
        "whitespace alone": " \n",
        "nothing": "",
    }
    before = dict(vocabulary)
    wanted = {name: ids_of(text.split(), vocabulary) for name, text in texts.items()}
    got = {name: data_loading.encode_text(text, vocabulary) for name, text in texts.items()}
    assert_close(got, wanted)
    assert vocabulary == before, "the vocabulary after the calls"


def looked_up(dataset, length):
    """Look at the indices inside, then beyond; return the samples, where there was none, and where one too many."""
    samples, refused, given = [], [], []
    for index in [*range(length), *range(-length, 0), length, -length - 1, length + 2, -2 * length - 1]:
        inside = -length <= index < length
        try:
            sample = dataset[index]
        except IndexError:
            refused += [index] * inside
        else:
            (samples if inside else given).append(sample if inside else index)
    return samples, refused, given


def first_of(dataset, most):
    """Return what a for loop over a dataset sees, but no more than so many samples."""
    return list(itertools.islice(iter(dataset), most))


def drawn_arrays(length, features):
    """Return inputs and target as tensors of the kinds that NumPy makes by itself."""
    return torch.randn(length, features).double(), torch.randint(-(2**40), 2**40, (length,))


def pair_dataset(inputs, target):
    return data_loading.PairDataset(inputs.numpy(), target.numpy())


def pairs_in_other_layouts(inputs, target):
    arrays = inputs.numpy(), target.numpy()
    layouts = {
        "as NumPy makes them": arrays,
        "read backwards": tuple(array[::-1] for array in arrays),
        "every second sample": tuple(array[::2] for array in arrays),
        "by columns": (np.asfortranarray(arrays[0]), arrays[1]),
        "of other dtypes": (arrays[0].astype(np.float32), (arrays[1] % 200).astype(np.uint8)),
    }
    datasets = {name: data_loading.PairDataset(*pair) for name, pair in layouts.items()}
    return {name: [dataset[index] for index in range(len(dataset))] for name, dataset in datasets.items()}


def refused_pairs(inputs, target):
    came = {}
    pairs = {
        "too many inputs": (inputs, target[:-1]),
        "too many targets": (inputs[:1], target),
        "300 of both": (torch.ones(300, 2), torch.arange(300)),  # small numbers are one object each, and `is` would do
    }
    for name, pair in pairs.items():
        try:
            pair_dataset(*pair)
            came[name] = "no error"
        except ValueError:
            came[name] = "ValueError"
    return came


def test_pair_dataset_gives_each_sample():
    """PairDataset gives each input as float32 and its target as int64, from any array; each needs its partner."""
    length, features = random.sample(range(3, 9), 2)
    inputs, target = drawn_arrays(length, features)
    pairs = list(zip(inputs.float(), target, strict=True))
    wanted = {
        "as NumPy makes them": pairs,
        "read backwards": pairs[::-1],
        "every second sample": pairs[::2],
        "by columns": pairs,
        "of other dtypes": [(each, number % 200) for each, number in pairs],
    }
    assert_close(observe(pairs_in_other_layouts, inputs, target), wanted)
    came = observe(refused_pairs, inputs, target)
    wanted = {"too many inputs": "ValueError", "too many targets": "ValueError", "300 of both": "no error"}
    assert came == wanted, "what came of inputs and targets that differ in length, or do not"


def indexed_pairs(inputs, target):
    dataset = pair_dataset(inputs, target)
    length = len(target)
    return len(dataset), *looked_up(dataset, length), first_of(dataset, length + 3)


def test_pair_dataset_ends():
    """PairDataset counts from both ends, and raises IndexError beyond them: without it, no for loop over it ends."""
    length, features = random.sample(range(3, 9), 2)
    inputs, target = drawn_arrays(length, features)
    pairs = list(zip(inputs.float(), target, strict=True))
    counted, samples, refused, given, looped = observe(indexed_pairs, inputs, target)
    assert counted == length, "len(dataset)"
    assert refused == [], "indices of samples that raised IndexError"
    assert given == [], "indices beyond both ends that gave a sample"
    assert_close(samples, [*pairs, *pairs])
    assert_close(looped, pairs)


def pairs_after_changes(inputs, target):
    arrays = {
        "arrays as NumPy makes them": (inputs.numpy(), target.numpy()),
        "a float32 array": (inputs.float().numpy(), target.numpy().copy()),
    }
    seen = {}
    for name, (inputs_array, target_array) in arrays.items():
        dataset = data_loading.PairDataset(inputs_array, target_array)
        inputs_array += 2
        target_array += 2
        seen[f"{name}, changed"] = [dataset[index] for index in range(len(dataset))]
        for index in range(len(dataset)):
            for part in dataset[index]:
                part.add_(1)
        seen[f"{name}, after changes of the samples"] = [dataset[index] for index in range(len(dataset))]
    return seen


def test_pair_dataset_keeps_copies():
    """PairDataset shares no memory: later changes of the arrays, or of a sample in place, do not reach it."""
    length, features = random.sample(range(3, 9), 2)
    inputs, target = drawn_arrays(length, features)
    wanted = list(zip(inputs.float(), target, strict=True))
    seen = observe(pairs_after_changes, inputs, target)
    assert_close(seen, dict.fromkeys(seen, wanted))


@contextlib.contextmanager
def scratch():
    """Work in an empty folder; paths are relative, so that messages are the same in each run."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield


def drawn_sound(channels, length):
    """Return whole numbers (channels, samples), among them the smallest and the largest."""
    sound = torch.randint(-(2**15), 2**15, (channels, length))
    sound[-1, :3] = torch.tensor([-(2**15), 2**15 - 1, 0])
    return sound


def as_frames(sound):
    """Return the bytes: for each moment a number of each channel, the low byte first."""
    return sound.T.numpy().astype("<i2").tobytes()


def as_waveform(sound):
    return (sound.double() / 2**15).float()


def write_wave(path, channels, width, frames):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(frames)


def waveforms(sounds):
    with scratch():
        for name, sound in sounds.items():
            write_wave(name, len(sound), 2, as_frames(sound))
        return {name: data_loading.load_waveform(Path(name)) for name in sounds}


def test_load_waveform_takes_the_channels_apart():
    """load_waveform() gives each channel its own row, and divides by 32768: -32768 becomes -1, nothing becomes 1."""
    lengths = random.sample(range(5, 30), 3)
    names = "mono.wav", "stereo.wav", "surround.wav"
    counts = 1, 2, random.randrange(3, 5)
    sounds = {name: drawn_sound(*shape) for name, *shape in zip(names, counts, lengths, strict=True)}
    wanted = {name: as_waveform(sound) for name, sound in sounds.items()}
    assert_close(observe(waveforms, sounds), wanted)


def chunk(name, content):
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)


def waveform_of(content):
    with scratch():
        path = Path("sound.wav")
        path.write_bytes(content)
        return data_loading.load_waveform(path)


def refused_waves():
    came = {}
    with scratch():
        for width in (1, 3, 4):
            write_wave("other.wav", 2, width, bytes(range(2 * width * 12)))
            try:
                data_loading.load_waveform(Path("other.wav"))
                came[f"{8 * width} bits"] = "no error"
            except ValueError:
                came[f"{8 * width} bits"] = "ValueError"
    return came


def test_load_waveform_heeds_what_the_file_says():
    """load_waveform() leaves out chunks that are no sound, and raises ValueError unless a sample has 16 bits."""
    sound = torch.randint(-999, 1000, (2, random.randrange(5, 30)))
    wanted = as_waveform(sound)
    format_chunk = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 2, 8000, 8000 * 4, 4, 16))
    title = chunk(b"LIST", b"INFO" + chunk(b"INAM", b"A title\0")) + chunk(b"note", b"odd")
    content = b"WAVE" + format_chunk + title + chunk(b"data", as_frames(sound)) + title
    assert_close(observe(waveform_of, chunk(b"RIFF", content)), wanted)
    came = observe(refused_waves)
    assert came == dict.fromkeys(came, "ValueError"), "what came of other files: read as 16 bits they are noise"


class Entries(list):
    """What os.scandir gives, in an order of its own."""

    def __enter__(self):
        return iter(self)

    def __exit__(self, *_):
        pass

    def __next__(self):
        return self.pop(0) if self else next(iter(()))

    def close(self):
        self.clear()


@contextlib.contextmanager
def a_disk_that_lists_backwards():
    """Let each folder list its entries in an order that looks sorted to nobody, as some disk may."""
    listdir, scandir = os.listdir, os.scandir

    def entries(folder="."):
        with scandir(folder) as found:
            return Entries(sorted(found, key=lambda entry: entry.name, reverse=True))

    os.listdir = lambda folder=".": sorted(listdir(folder), reverse=True)
    os.scandir = entries
    try:
        yield
    finally:
        os.listdir, os.scandir = listdir, scandir


def write_images(images):
    """Write images (height, width, 3), named by their paths."""
    for name, pixels in images.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels.numpy()).save(name)


def drawn_image(height=1, width=1):
    return torch.randint(256, (height, width, 3), dtype=torch.uint8)


def as_floats(pixels):
    return pixels.permute(2, 0, 1).float() / 255


def made_of_images():
    with a_disk_that_lists_backwards():
        return data_loading.ImageDataset(Path("images"))


def image_dataset(images, others=()):
    write_images(images)
    for name in others:
        Path(name).write_text("no image")
    return made_of_images()


def sorted_images(images, others):
    with scratch():
        dataset = image_dataset(images, others)
        return dataset.classes, [dataset[index] for index in range(len(dataset))]


def test_image_dataset_sorts_classes_and_files():
    """ImageDataset numbers classes by their sorted names, and ignores other files: each disk lists in its own way."""
    classes = sorted(["Zebra", "ant", "ant-eater", "ape", random.choice(["bee", "cat", "Dog", "eel"])])
    names = sorted(["10.png", "9.png", "B.png", *random.sample(["a.png", "c.png", "D.png"], 2)])
    paths = {f"images/{each}/{name}": number for number, each in enumerate(classes) for name in names[number:]}
    images = {path: drawn_image() for path in random.sample(list(paths), len(paths))}
    others = ["images/README.md", "images/a.png", "images/ape/9.txt", "images/ant/notes"]
    wanted = [(as_floats(images[path]), number) for path, number in paths.items()]
    got, samples = observe(sorted_images, images, others)
    assert got == classes, "dataset.classes"
    assert_close(samples, wanted)


def in_mode(pixels, mode):
    """Return an image of this mode; where there is one, its alpha channel is the red one."""
    image = Image.fromarray(pixels.numpy())
    colours = image.convert({"LA": "L", "RGBA": "RGB"}.get(mode, mode))
    if mode.endswith("A"):
        colours.putalpha(image.getchannel("R"))
    return colours


def images_of_modes(pixels, modes):
    with scratch():
        folder = Path("images/any")
        folder.mkdir(parents=True)
        for mode in modes:
            in_mode(pixels, mode).save(folder / f"{mode}.png")
        dataset = made_of_images()
        return {mode: dataset[index][0] for index, mode in enumerate(sorted(modes))}


def test_image_dataset_reads_every_kind_of_png():
    """ImageDataset gives (3, height, width) from 0 to 1 for any PNG: a batch cannot hold grey beside colour."""
    pixels = drawn_image(*random.sample(range(3, 12), 2))
    modes = ["RGB", "L", "P", "RGBA", "LA", "1"]
    images = {mode: np.array(in_mode(pixels, mode).convert("RGB")) for mode in modes}
    wanted = {mode: as_floats(torch.from_numpy(image)) for mode, image in images.items()}
    assert_close(observe(images_of_modes, pixels, modes), wanted)


def drawn_images(count):
    """Return images of one pixel, named by paths in sorted order, and the samples that they are."""
    classes = sorted(["ant", "bee", *random.choices(["bee", "cat"], k=count - 2)])
    images = {f"images/{name}/{number:02}.png": drawn_image() for number, name in enumerate(classes)}
    numbers = {name: number for number, name in enumerate(sorted(set(classes)))}
    samples = [(as_floats(image), numbers[name]) for image, name in zip(images.values(), classes, strict=True)]
    return images, samples


def indexed_images(images):
    with scratch():
        dataset = image_dataset(images)
        length = len(images)
        return len(dataset), *looked_up(dataset, length), first_of(dataset, length + 3)


def test_image_dataset_ends():
    """ImageDataset counts from both ends, and raises IndexError beyond them: without it, no for loop over it ends."""
    images, samples = drawn_images(random.randrange(4, 7))
    counted, got, refused, given, looped = observe(indexed_images, images)
    assert counted == len(images), "len(dataset)"
    assert refused == [], "indices of images that raised IndexError"
    assert given == [], "indices beyond both ends that gave an image"
    assert_close(got, [*samples, *samples])
    assert_close(looped, samples)


def images_read_late(images, later, index):
    with scratch():
        for name in images:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(b"no image yet")
        dataset, seen = made_of_images(), {}
        for when, each in {"the first time": images, "after the file has changed": later}.items():
            name = list(images)[index]
            write_images({name: each[name]})
            seen[when] = dataset[index]
        return seen


def test_image_dataset_reads_when_asked():
    """ImageDataset opens one file when its image is asked for, each time anew: a collection is larger than memory."""
    images, samples = drawn_images(random.randrange(4, 7))
    index = random.randrange(len(images))
    later = {name: 255 - image for name, image in images.items()}
    _, number = samples[index]
    wanted = {
        "the first time": (as_floats(list(images.values())[index]), number),
        "after the file has changed": (as_floats(list(later.values())[index]), number),
    }
    assert_close(observe(images_read_late, images, later, index), wanted)


def drawn_sequences(lengths):
    """Return samples for a batch, zeros among their numbers."""
    samples = [(torch.randint(1, 50, (length,)), random.randrange(2**40)) for length in lengths]
    for sequence, _ in samples:
        sequence[1::2] = 0
    return samples


BATCH = "sequences", "lengths", "classes"


def named(batch):
    return dict(zip(BATCH, batch, strict=True))


def padded(samples):
    lengths = [len(sequence) for sequence, _ in samples]
    rows = [sequence.tolist() + [0] * (max(lengths) - len(sequence)) for sequence, _ in samples]
    sequences = torch.tensor(rows, dtype=torch.int64).reshape(len(samples), max(lengths))
    return named([sequences, torch.tensor(lengths), torch.tensor([number for _, number in samples])])


def test_collate_padded_fills_up():
    """collate_padded() fills up on the right, keeps order and lengths, also of one sample, and changes none."""
    lengths = {"six samples": [4, 0, *random.sample(range(5, 12), 3), 2], "one": [random.randrange(2, 9)], "empty": [0]}
    batches = {name: drawn_sequences(each) for name, each in lengths.items()}
    before = {name: [(sequence.clone(), number) for sequence, number in batch] for name, batch in batches.items()}
    wanted = {name: padded(batch) for name, batch in batches.items()}
    got = {name: named(data_loading.collate_padded(batch)) for name, batch in batches.items()}
    assert_close(got, wanted)
    assert_close({"the samples after the call": batches}, {"the samples after the call": before})


def compared(got, wanted):
    got, wanted = Counter(got), Counter(wanted)
    return {"missing": sorted((wanted - got).elements()), "too many": sorted((got - wanted).elements())}


AS_WANTED = {"missing": [], "too many": []}


class Samples(Dataset):
    """Numbers, given out one at a time; which were asked for is noted."""

    def __init__(self, numbers):
        self.numbers = numbers
        self.asked = []

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, index):
        self.asked.append(index)
        return self.numbers[index]


def drawn_numbers(count):
    return random.sample(range(10_000), count)


def parts_of(numbers, fractions, seeds):
    split = [data_loading.split(Samples(numbers), fractions, seed) for seed in seeds]
    return [[[part[index] for index in range(len(part))] for part in parts] for parts in split]


FRACTIONS = [[0.7, 0.2, 0.1], [0.5, 0.5], [0.29, 0.3, 0.41], [0.6, 0.4], [0.25, 0.25, 0.25, 0.25], [1.0]]


def refused_fractions(numbers, wrong):
    came = {}
    for fractions in wrong:
        try:
            data_loading.split(Samples(numbers), fractions, 0)
            came[str(fractions)] = "no error"
        except ValueError:
            came[str(fractions)] = "ValueError"
    return came


def test_split_uses_each_sample_once():
    """split() puts each sample into exactly one part: one in two parts is learned, and then asked for in the exam."""
    seed, lengths = random.randrange(2**31), [23, *random.sample(range(15, 40), 3), 4 * random.randrange(4, 9) + 3, 7]
    drawn = {str(each): (each, drawn_numbers(length)) for each, length in zip(FRACTIONS, lengths, strict=True)}
    shares = {name: [round(share * len(numbers), 6) for share in each] for name, (each, numbers) in drawn.items()}
    seen = {name: observe(parts_of, numbers, each, [seed])[0] for name, (each, numbers) in drawn.items()}
    together = {name: compared(itertools.chain(*parts), drawn[name][1]) for name, parts in seen.items()}
    assert together == dict.fromkeys(seen, AS_WANTED), "samples in all parts together"
    sizes = {name: [len(part) for part in parts] for name, parts in seen.items()}
    assert near(sizes, shares) == shares, "the size of each part, or its share where it is at most one away"
    came = observe(refused_fractions, drawn_numbers(20), [[0.5, 0.4], [0.7, 0.4], [0.2, 0.2, 0.2], [0.999, 0.002]])
    assert came == dict.fromkeys(came, "ValueError"), "what came of fractions that do not sum to 1"


def near(sizes, shares):
    """Return each size, or its share where it is at most one away."""
    if [len(each) for each in sizes.values()] != [len(each) for each in shares.values()]:
        return sizes
    pairs = {name: zip(sizes[name], shares[name], strict=True) for name in shares}
    return {name: [share if abs(size - share) <= 1 else size for size, share in each] for name, each in pairs.items()}


def parts_in_programs(numbers, seed, others):
    seen, quiet = {}, {}
    for name, other in others.items():
        torch.manual_seed(other)
        before, dataset = torch.get_rng_state(), Samples(numbers)
        parts = data_loading.split(dataset, [0.6, 0.4], seed)
        quiet[name] = {"generator as before": torch.equal(before, torch.get_rng_state()), "read": list(dataset.asked)}
        seen[name] = [[part[index] for index in range(len(part))] for part in parts]
    return seen, quiet


def test_split_draws_by_the_seed_alone():
    """split() mixes by the seed alone, each set of samples alike, and reads none: files may be sorted by class."""
    numbers, seed = drawn_numbers(6), random.randrange(2**30)
    got = observe(parts_of, numbers, [0.5, 0.5], list(range(seed, seed + 60)))
    sizes = {(len(first), len(set(first) & set(numbers))) for first, _ in got}
    assert sizes == {(3, 3)}, "length of the first part of six samples, and how many of them are in it"
    ordered = sum(first == numbers[:3] for first, _ in got)
    assert ordered < 60, "for how many of 60 seeds the first part is the first three samples"
    # There are 20 sets of three, of which 60 draws miss 8 or more once in a hundred million times.
    assert len({frozenset(first) for first, _ in got}) > 12, "how many sets of three are the first part for 60 seeds"
    others = {"in one program": random.randrange(2**31), "in another": random.randrange(2**31)}
    seen, quiet = observe(parts_in_programs, drawn_numbers(random.randrange(20, 30)), seed, others)
    assert seen["in another"] == seen["in one program"], "the parts for one seed"
    assert quiet == {name: {"generator as before": True, "read": []} for name in others}, "PyTorch's generator, samples"


@contextlib.contextmanager
def forking():
    """Let a DataLoader fork its workers: other ways to start a process import the tests anew, where they may not be."""
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method("fork", force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


def epochs_of(loader, epochs):
    with forking():
        return [[batch.tolist() for batch in loader] for _ in range(epochs)]


def loaded(numbers, batch_size, training, seed):
    return epochs_of(data_loading.make_loader(Samples(numbers), batch_size, training, seed), 2)


def drawn_loader():
    """Return numbers and a batch size that leaves a last, shorter batch."""
    batch_size = random.randrange(3, 7)
    return drawn_numbers(batch_size * random.randrange(4, 7) + random.randrange(1, batch_size)), batch_size


def test_make_loader_evaluates_every_sample():
    """make_loader() gives an evaluation each sample once, in order: an accuracy without the last ones is another."""
    numbers, batch_size = drawn_loader()
    wanted = [numbers[start : start + batch_size] for start in range(0, len(numbers), batch_size)]
    assert observe(loaded, numbers, batch_size, False, random.randrange(2**31)) == [wanted, wanted], "two epochs"


def test_make_loader_shuffles_for_training():
    """make_loader() gives a training another order in each epoch, in whole batches, each sample at most once."""
    numbers, batch_size = drawn_loader()
    batches = len(numbers) // batch_size
    seen = observe(loaded, numbers, batch_size, True, random.randrange(2**31))
    assert [[len(batch) for batch in epoch] for epoch in seen] == [[batch_size] * batches] * 2, "sizes of the batches"
    epochs = [list(itertools.chain(*epoch)) for epoch in seen]
    strange = [[number for number in epoch if number not in numbers] for epoch in epochs]
    assert strange == [[], []], "numbers that are in no sample"
    assert [len(set(epoch)) for epoch in epochs] == [batch_size * batches] * 2, "different samples in an epoch"
    orders = [sorted(epoch, key=numbers.index) for epoch in epochs]
    assert [epoch == order for epoch, order in zip(epochs, orders, strict=True)] == [False, False], "as in the dataset"
    assert epochs[0] != epochs[1], "the first epoch's order and the second's"


def orders_in_programs(numbers, batch_size, programs):
    loaders, seen, touched = {}, {}, []
    for name, (seed, _) in programs.items():
        before = torch.get_rng_state()
        loaders[name] = data_loading.make_loader(Samples(numbers), batch_size, True, seed)
        touched += ["make_loader()"] * (not torch.equal(torch.get_rng_state(), before))
    for name, (_, other) in programs.items():
        torch.manual_seed(other)
        before = torch.get_rng_state()
        seen[name] = epochs_of(loaders[name], 1)
        touched += ["an epoch"] * (not torch.equal(torch.get_rng_state(), before))
        torch.rand(1 + other % 7)
        seen[name] += epochs_of(loaders[name], 2)
    return seen, touched


def test_make_loader_repeats_its_orders():
    """make_loader() shuffles by the seed alone: the same epochs again in any program, and others for another seed."""
    (numbers, batch_size), seed = drawn_loader(), random.randrange(2**31)
    one, another = random.sample(range(2**31), 2)
    programs = {"one program": (seed, one), "another program": (seed, another), "another seed": (seed + 1, one)}
    seen, touched = observe(orders_in_programs, numbers, batch_size, programs)
    assert touched == [], "what has changed the state of PyTorch's own generator"
    equal = {name: [epoch == one for epoch, one in zip(seen[name], seen["one program"], strict=True)] for name in seen}
    assert equal["another program"] == [True, True, True], "which of three epochs are the same for the same seed"
    assert equal["another seed"] == [False, False, False], "which of three epochs are the same for another seed"


class Whereabouts(Samples):
    """Numbers, each with the process in which it was read."""

    def __getitem__(self, index):
        return self.numbers[index], os.getpid()


def has_processes():
    """Whether a process can be started here; where a grader's machine offers only a simple sandbox, none can."""
    process = multiprocessing.get_context("fork").Process(target=int)
    try:
        process.start()
    except OSError:
        return False
    process.join()
    return True


def orders_with_workers(numbers, batch_size, seed):
    orders, processes, evaluations, free = {}, {}, {}, has_processes()
    for name, workers in {"no workers": [], "2 workers": [2]}.items():
        loader = data_loading.make_loader(Whereabouts(numbers), batch_size, True, seed, *workers)
        asked_for = loader.num_workers
        if not free:
            loader.num_workers = 0
        with forking():
            batches = [[(batch.tolist(), where.tolist()) for batch, where in loader] for _ in range(2)]
        elsewhere = {each for _, where in batches[0] for each in where} - {os.getpid()}
        orders[name] = [[batch for batch, _ in epoch] for epoch in batches]
        processes[name] = len(elsewhere) if free else asked_for
        evaluations[name] = len(data_loading.make_loader(Whereabouts(numbers), batch_size, False, seed, *workers))
    return orders, processes, evaluations


def test_make_loader_starts_workers():
    """make_loader() has the samples read in so many other processes, and nothing else depends on their number."""
    (numbers, batch_size), seed = drawn_loader(), random.randrange(2**31)
    batches = len(numbers) // batch_size
    orders, processes, evaluations = observe(orders_with_workers, numbers, batch_size, seed)
    assert processes == {"no workers": 0, "2 workers": 2}, "other processes in which samples were read"
    equal = [epoch == other for epoch, other in zip(orders["2 workers"], orders["no workers"], strict=True)]
    assert equal == [True, True], "which of two epochs of training are the same with workers and without"
    sizes = [[len(batch) for batch in epoch] for epoch in orders["2 workers"]]
    assert sizes == [[batch_size] * batches] * 2, "sizes of the batches"
    assert evaluations == dict.fromkeys(evaluations, batches + 1), "number of batches of an evaluation"


def drawn_files(counts):
    """Return lines of their own for each file; one is empty, and one has spaces, and what is no line break."""
    files = {}
    for number, count in enumerate(counts):
        lines = [f"{number}: é {each}" for each in drawn_numbers(count)]
        files[f"{number}.txt"] = [f"  {lines[0]}\f\u2028 ", "", *lines[1:]]
    return files


def write_texts(files):
    for name, lines in files.items():
        Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def streamed(files, most):
    with scratch():
        stream = data_loading.ShardedStream([Path(name) for name in files])
        write_texts(files)
        return [first_of(stream, most) for _ in range(2)]


def in_order_of(lines, files):
    """Return which of the lines each file has, in the order in which they came."""
    return {name: [line for line in lines if line in each and line] for name, each in files.items()}


def without_empty(files):
    return {name: [line for line in lines if line] for name, lines in files.items()}


def test_sharded_stream_yields_every_line():
    """ShardedStream yields every line of every file as it stands, in each epoch, and reads no file before."""
    files = {**drawn_files(random.sample(range(2, 7), 3)), "empty.txt": []}
    lines = list(itertools.chain(*files.values()))
    epochs = dict(zip(["first epoch", "second"], observe(streamed, files, len(lines) + 3), strict=True))
    assert {name: compared(epoch, lines) for name, epoch in epochs.items()} == dict.fromkeys(epochs, AS_WANTED), "lines"
    in_order = {name: in_order_of(epoch, files) for name, epoch in epochs.items()}
    assert in_order == dict.fromkeys(epochs, without_empty(files)), "lines of each file, in order"


@contextlib.contextmanager
def as_worker(number, count, stream):
    """Be a worker process of a DataLoader, as far as get_worker_info() can tell: a real one takes 20 ms to start."""
    worker = torch.utils.data._utils.worker
    worker._worker_info = worker.WorkerInfo(id=number, num_workers=count, seed=number, dataset=stream)
    try:
        yield
    finally:
        worker._worker_info = None


def streamed_by_workers(files, count, most):
    with scratch():
        write_texts(files)
        stream = data_loading.ShardedStream([Path(name) for name in files])
        shares = []
        for number in range(count):
            with as_worker(number, count, stream):
                shares.append(first_of(stream, most))
        return shares


def test_sharded_stream_divides_the_lines():
    """ShardedStream gives each line to one worker, however many there are: else it is learned twice, or never."""
    cases = {"7 files, 3 workers": (7, 3, 8), "6 short files, 4 workers": (6, 4, 1), "1 file, 3 workers": (1, 3, 8)}
    files = {name: drawn_files(random.choices(range(1, most + 1), k=count)) for name, (count, _, most) in cases.items()}
    lines = {name: list(itertools.chain(*each.values())) for name, each in files.items()}
    shares = {
        name: observe(streamed_by_workers, files[name], workers, len(lines[name]) + 3)
        for name, (_, workers, _) in cases.items()
    }
    together = {name: compared(itertools.chain(*each), lines[name]) for name, each in shares.items()}
    assert together == dict.fromkeys(cases, AS_WANTED), "lines from all workers together"
    idle = {
        name: sum(not share for share in shares[name])
        for name, (count, workers, _) in cases.items()
        if count >= workers
    }
    assert idle == dict.fromkeys(idle, 0), "workers without a line"


def streamed_in_processes(files, batch_size):
    with scratch():
        write_texts(files)
        stream = data_loading.ShardedStream([Path(name) for name in files])
        loader = DataLoader(stream, batch_size, num_workers=2 if has_processes() else 0)
        with forking():
            return list(itertools.chain(*loader))


def test_sharded_stream_works_with_a_loader():
    """ShardedStream gives a DataLoader with two worker processes each line once: this is what it is for."""
    files = drawn_files(random.sample(range(2, 7), 3))
    got = observe(streamed_in_processes, files, random.randrange(2, 5))
    assert compared(got, itertools.chain(*files.values())) == AS_WANTED, "lines"
