"""Benchmarks: from files to batches, beside the reference. Run: pytest katas/08_data_loading --benchmark-only"""

import random
import wave

import pytest
import torch
from PIL import Image
from torch.testing import assert_close
from torch.utils.data import DataLoader


@pytest.fixture
def images(tmp_path):
    """Write 64 PNG files of 32 by 48 pixels, of two classes, and return their folder and the images, sorted."""
    pixels = torch.randint(256, (64, 32, 48, 3), dtype=torch.uint8)
    for number, image in enumerate(pixels):
        path = tmp_path / f"class {number // 32}" / f"{number:02}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(image.numpy()).save(path)
    return tmp_path, pixels


@pytest.mark.benchmark(group="ImageDataset, in batches")
def test_images(benchmark, implementation, images):
    """One epoch over PNG files: it is the reading that takes the time."""
    folder, pixels = images
    loader = DataLoader(implementation.ImageDataset(folder), batch_size=16)

    def epoch():
        return torch.cat([batch for batch, _ in loader])

    assert_close(benchmark(epoch), pixels.permute(0, 3, 1, 2).float() / 255)


@pytest.mark.benchmark(group="load_waveform")
def test_waveform(benchmark, implementation, tmp_path):
    """A quarter of a second of stereo at 44,100 samples a second: of more, new memory would take most of the time."""
    sound, path = torch.randint(-(2**15), 2**15, (2, 11_025), dtype=torch.int16), tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", ""))
        file.writeframes(sound.T.contiguous().numpy().astype("<i2").tobytes())
    assert_close(benchmark(implementation.load_waveform, path), sound.float() / 2**15)


@pytest.mark.benchmark(group="collate_padded")
def test_collate(benchmark, implementation):
    """A batch of 64 sequences of up to 200 ids."""
    samples = [(torch.randint(1, 5000, (random.randrange(1, 200),)), random.randrange(10)) for _ in range(64)]
    sequences, lengths, _ = benchmark(implementation.collate_padded, samples)
    assert_close([row[:length] for row, length in zip(sequences, lengths, strict=True)], [each for each, _ in samples])


@pytest.mark.benchmark(group="make_loader, one epoch")
def test_loader(benchmark, implementation):
    """One epoch of 2,048 samples in memory: what a loader itself costs."""
    samples = torch.randn(2048, 16)
    loader = implementation.make_loader(samples, 64, True, 0)

    def epoch():
        return torch.cat(list(loader))

    assert_close(benchmark(epoch).sum(0), samples.sum(0), rtol=1e-4, atol=1e-4)


@pytest.mark.benchmark(group="ShardedStream, one epoch")
def test_stream(benchmark, implementation, tmp_path):
    """All lines of four files of 5,000 lines each."""
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for path in paths:
        path.write_text("".join(f"{path.stem} {number}\n" for number in range(5000)), encoding="utf-8")
    stream = implementation.ShardedStream(paths)
    assert len(set(benchmark(lambda: list(stream)))) == 20_000
