"""Graded tests: prepare all images alike, vary only the training images."""

import itertools
import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import transforms
from PIL import Image
from torch.testing import assert_close
from torchvision.transforms import functional as TF

from dojo.observe import observe


def plain(value):
    """Return an Image or Mask of torchvision's as the tensor that it is."""
    return value.as_subclass(torch.Tensor) if isinstance(value, torch.Tensor) else value


def kinds(values):
    """Return in words which dtypes and shapes there are, so that what is stacked is of one kind."""
    return {f"{each.dtype} {tuple(each.shape)}" if torch.is_tensor(each) else type(each).__name__ for each in values}


def probability():
    return random.choice([random.uniform(0.2, 0.35), random.uniform(0.65, 0.8)])


def permuted(*shape):
    """Return numbers from 0 to 1 in memory as image files have them, with the first axis last."""
    return torch.rand(*shape[1:], shape[0]).movedim(-1, 0)


def six_deviations(p, draws):
    """Return by how much the share of a random event can reasonably differ from its probability."""
    return 6 * (p * (1 - p) / draws) ** 0.5


def pillow(mode, numbers, palette):
    image = Image.fromarray(np.asarray(numbers, dtype=np.uint16 if mode == "I;16" else np.uint8))
    if palette:
        image = Image.frombytes("P", image.size, image.tobytes())
        image.putpalette(palette)
    return image


def as_tensors(images, palette=()):
    got, after = {}, {}
    for name, (mode, numbers) in images.items():
        image = pillow(mode, numbers, palette)
        got[name] = plain(transforms.to_tensor(image))
        after[name] = torch.tensor(np.array(image).tolist())
    return got, after


def assert_tensors(seen, images, wanted):
    got, after = seen
    assert_close(got, wanted)
    assert_close(after, {name: numbers for name, (_, numbers) in images.items()}, msg="the pixels after the call")


def test_to_tensor_scales_8_bits():
    """to_tensor() divides the colours of "RGB" and the grey of "L" by 255, and puts the channels first."""
    (height, width), highest = random.sample(range(4, 9), 2), random.randrange(100, 250)
    grey, dark = torch.randint(highest, (height, width)), torch.randint(2, (height, width))
    colours = torch.randint(highest, (height, width, 3))
    images = {"grey": ("L", grey), "colours": ("RGB", colours), "nearly black": ("L", dark)}
    wanted = {"grey": grey[None] / 255, "colours": colours.permute(2, 0, 1) / 255, "nearly black": dark[None] / 255}
    assert_tensors(observe(as_tensors, images), images, wanted)


def test_to_tensor_scales_16_bits():
    """to_tensor() divides the grey of "I;16" by 65535: read as 8 bits, or with a sign, it is another image."""
    (height, width), highest = random.sample(range(4, 9), 2), random.randrange(50000, 65000)
    images = {each: ("I;16", torch.randint(each, (height, width))) for each in (highest, 200)}
    wanted = {each: numbers[None] / 65535 for each, (_, numbers) in images.items()}
    assert_tensors(observe(as_tensors, images), images, wanted)


def test_to_tensor_looks_up_the_palette():
    """to_tensor() gives the pixels of "P" their colours in the palette: the numbers themselves mean nothing."""
    height, width, colours = random.sample(range(4, 9), 3)
    numbers, palette = torch.randint(colours, (height, width)), torch.randint(256, (colours, 3))
    images = {"palette": ("P", numbers)}
    wanted = {"palette": palette[numbers].permute(2, 0, 1) / 255}
    assert_tensors(observe(as_tensors, images, palette.flatten().tolist()), images, wanted)


def draw_images():
    """Return one image, a batch, and an image in which channels and columns could be taken for each other."""
    channels, height, width, batch = random.sample(range(2, 7), 4)
    shapes = {"an image": (channels, height, width), "a batch": (batch, channels, height, width)}
    images = {name: torch.randn(shape) for name, shape in shapes.items()}
    images["a batch"] = images["a batch"].double().transpose(2, 3)
    images["as many columns as channels"] = torch.randn(channels, height, channels)
    return images, torch.randn(channels).tolist(), (torch.rand(channels) + 0.5).tolist()


def normalized(function, images, mean, std):
    got = {name: plain(getattr(transforms, function)(each, mean, std)) for name, each in images.items()}
    return got, images


def test_normalize_treats_each_channel_alone():
    """normalize() subtracts each channel's mean and divides by its deviation, and leaves the images as they are."""
    images, mean, std = draw_images()
    wanted = {name: TF.normalize(each, mean, std) for name, each in images.items()}
    got, after = observe(normalized, "normalize", images, mean, std)
    assert_close(got, wanted)
    assert_close(after, images, msg="the images after the call")


def test_denormalize_is_the_way_back():
    """denormalize() gives back what was normalized, numbers below 0 and above 1 too."""
    images, mean, std = draw_images()
    inputs = {name: TF.normalize(each, mean, std) for name, each in images.items()}
    got, after = observe(normalized, "denormalize", inputs, mean, std)
    assert_close(got, images)
    assert_close(after, inputs, msg="the images after the call")


def over_all_pixels(images):
    """Return the mean and the deviation of each channel, two lists of numbers."""
    pixels = torch.cat([image.double().flatten(1) for image in images], dim=1)
    mean = pixels.mean(dim=1, keepdim=True)
    return mean.flatten().tolist(), (pixels - mean).square().mean(dim=1).sqrt().tolist()


def test_channel_statistics_count_pixels():
    """channel_statistics() counts every pixel once, so a large image counts more than a small one."""
    channels = random.randrange(3, 6)
    sizes = [random.sample(range(2, 9), 2) for _ in range(3)]
    images = [random.uniform(0.1, 1.0) * permuted(channels, *size) for size in [*sizes, (1, 1)]]
    dataset, wanted = [(image, random.randrange(10)) for image in images], over_all_pixels(images)
    # Not closer, for the text asks for no more.
    assert_close(transforms.channel_statistics(dataset), wanted, rtol=0, atol=1e-5, msg="(means, deviations)")


def statistics_of(datasets):
    return [transforms.channel_statistics(dataset) for dataset in datasets]


def test_channel_statistics_are_precise():
    """channel_statistics() is right for a channel that hardly varies, and gives 0, not nan, where nothing varies."""
    level, spread = torch.rand(24, 1, 1) * 0.2 + 0.8, torch.tensor([0.001] * 8 + [0.0] * 16)[:, None, None]
    # Whether rounding makes a variance negative depends on the number of pixels, so there are many of them.
    sizes = [[random.sample(range(5, 20), 2) for _ in range(2)] for _ in range(14)]
    images = [[level + spread * torch.randn(24, *size) for size in pair] for pair in sizes]
    wanted = [over_all_pixels(pair) for pair in images]
    got = observe(statistics_of, [[(image, 0) for image in pair] for pair in images])
    # Not closer, for the text asks for no more.
    assert_close(got, wanted, rtol=0, atol=1e-5, msg="(means, deviations) of each of 14 datasets")


def both_splits(training, test):
    got = transforms.normalize_splits(training, test)
    return [plain(each) for each in got], [training, test]


def test_normalize_splits_by_the_training_images():
    """normalize_splits() takes mean and deviation of the training images for both: one colour, one number."""
    channels, *sizes = random.sample(range(2, 9), 5)
    brightness = torch.rand(channels, 1, 1) * 0.8 + 0.2
    training = permuted(random.randrange(2, 6), channels, *sizes[:2]) * brightness
    test = permuted(1, channels, *sizes[2:]) * 0.3 + 0.7
    mean, std = over_all_pixels(training.transpose(0, 1).flatten(1)[None])
    wanted = [TF.normalize(training, mean, std), TF.normalize(test, mean, std)]
    got, after = observe(both_splits, training, test)
    assert_close(got, wanted, msg="(training images, test images)")
    assert_close(after, [training, test], msg="the images after the call")


def flipped_pairs(image, mask, p, calls):
    pairs = [transforms.flip_pair(image, mask, p) for _ in range(calls)]
    return [[plain(each) for each in pair] for pair in pairs], [image, mask]


def draw_pair():
    channels, height, width = random.sample(range(2, 7), 3)
    image = torch.randperm(channels * height * width).reshape(height, width, channels).movedim(-1, 0)
    mask = torch.randperm(height * width).reshape(width, height).T
    return image.to(torch.uint8), mask + 2**40  # classes that float32 cannot tell apart


def fates(outputs, original):
    """Return for each output whether it is the original, the original flipped, or neither."""
    known = {"as it was": original, "flipped": original.fliplr() if original.dim() == 2 else original.flip(2)}
    return [next((fate for fate, wanted in known.items() if same(each, wanted)), "something else") for each in outputs]


def same(one, other):
    return torch.is_tensor(one) and one.dtype == other.dtype and torch.equal(one, other)


def test_flip_pair_decides_once():
    """flip_pair() turns image and mask left to right both or not at all, or the classes stand beside their objects."""
    image, mask = draw_pair()
    pairs, after = observe(flipped_pairs, image, mask, random.uniform(0.4, 0.6), 60)
    images, masks = zip(*pairs, strict=True)
    seen = sorted(set(zip(fates(images, image), fates(masks, mask), strict=True)))
    words = "what became of (image, mask) in 60 calls; something else are other numbers, or another dtype"
    assert seen == [("as it was", "as it was"), ("flipped", "flipped")], words
    assert_close(after, [image, mask], msg="the image and the mask after the calls")


def test_flip_pair_flips_with_probability_p():
    """flip_pair() flips with probability p: never with 0, always with 1."""
    image, mask = draw_pair()
    p, calls = probability(), 250
    pairs = {each: observe(flipped_pairs, image, mask, each, calls)[0] for each in (p, 0.0, 1.0)}
    flipped = {each: fates([output for output, _ in found], image).count("flipped") for each, found in pairs.items()}
    assert_share(flipped, p, calls)


def assert_share(counts, p, calls):
    """Compare how often something has happened, for p exactly 0 and 1 and for another p, which is up to chance."""
    assert {each: counts[each] for each in (0.0, 1.0)} == {0.0: 0, 1.0: calls}, f"p: how often, in {calls} calls"
    assert_close({p: counts[p] / calls}, {p: p}, rtol=0, atol=six_deviations(p, calls), msg="p: the share of calls")


def covered(size, fill, p, image, calls):
    cutout = transforms.RandomCutout(size, fill, p)
    return [plain(cutout(image)) for _ in range(calls)], image


def draw_cutout(rows, columns):
    """Return the side of a square, its colour, and an image with so many rows and columns more."""
    size, channels = random.choice((2, 3)), random.choice((4, 5))
    return size, (torch.rand(channels) + 2).tolist(), permuted(channels, size + rows, size + columns).double()


def corners(outputs, image, size):
    """Return row and column where the square in each output begins, as far as can be seen."""
    changed = (torch.stack(outputs) != image).any(dim=1)
    firsts = [changed.any(dim=axis).int().argmax(dim=1) for axis in (2, 1)]
    height, width = image.shape[1:]
    return list(
        zip(firsts[0].clamp(max=height - size).tolist(), firsts[1].clamp(max=width - size).tolist(), strict=True)
    )


def with_square(image, size, fill, top, left):
    output = image.clone()
    output[:, top : top + size, left : left + size] = torch.tensor(fill)[:, None, None]
    return output


def test_random_cutout_covers_one_square():
    """RandomCutout covers one square, in the colour of each channel, in a copy: the image is there for other epochs."""
    size, fill, image = draw_cutout(0, random.randrange(1, 4))
    cases = {
        "an image as high as the square": image,
        "a larger image": permuted(len(fill), size + 3, size + 2).double(),
    }
    found = {name: observe(covered, size, fill, 1.0, each, 12) for name, each in cases.items()}
    seen, after = ({name: each[part] for name, each in found.items()} for part in range(2))
    for name, image in cases.items():
        assert kinds(seen[name]) == kinds([image]), "what comes back"
        wanted = [with_square(image, size, fill, *place) for place in corners(seen[name], image, size)]
        assert_close(torch.stack(seen[name]), torch.stack(wanted), msg=f"what 12 calls make of {name}, with p = 1")
    assert_close(after, cases, msg="the image after the calls")


def test_random_cutout_covers_any_place():
    """RandomCutout covers each place where the square fits equally often, also along the borders."""
    rows, columns = random.sample((3, 5), 2)
    size, fill, image = draw_cutout(rows, columns)
    places, calls = list(itertools.product(range(rows + 1), range(columns + 1))), 900
    outputs, _ = observe(covered, size, fill, 1.0, image, calls)
    assert kinds(outputs) == kinds([image]), "what comes back"
    seen = corners(outputs, image, size)
    never = [place for place in places if place not in seen]
    assert never == [], f"(row, column) where no square of {calls} begins"
    shares, wanted = {}, {}
    for axis, (word, count) in enumerate((("row", rows + 1), ("column", columns + 1))):
        drawn = [place[axis] for place in seen]
        shares |= {f"share that begins in {word} {each}": drawn.count(each) / calls for each in range(count)}
        wanted |= {f"share that begins in {word} {each}": 1 / count for each in range(count)}
    assert_close(shares, wanted, rtol=0, atol=six_deviations(1 / 4, calls))  # chance, as far as it goes


def test_random_cutout_covers_with_probability_p():
    """RandomCutout covers a square with probability p: never with 0, always with 1."""
    size, fill, image = draw_cutout(2, 1)
    p, calls = probability(), 250
    outputs = {each: observe(covered, size, fill, each, image, calls)[0] for each in (p, 0.0, 1.0)}
    assert_share({each: sum(not same(one, image) for one in found) for each, found in outputs.items()}, p, calls)


def draw_recipe(channels):
    """Return an image whose numbers all differ, none of them black, and mean and std of each channel."""
    height, width = random.sample(range(4, 8), 2)
    numbers = (torch.randperm(200)[: channels * height * width] + 40).reshape(height, width, channels)
    return numbers, torch.rand(channels).tolist(), (torch.rand(channels) * 0.5 + 0.2).tolist()


def prepared(numbers, padding, mean, std, training, calls):
    mode = "L" if len(mean) == 1 else "RGB"
    image = pillow(mode, numbers.squeeze(-1), ())
    transform = transforms.make_transform(tuple(numbers.shape[:2]), padding, mean, std, training)
    outputs = [plain(transform(image)) for _ in range(calls)]
    return outputs, torch.tensor(np.array(image).tolist())


def test_make_transform_prepares():
    """make_transform() for other than training makes numbers from 0 to 1 and normalizes them, and varies nothing."""
    recipes = {"grey": draw_recipe(1), "colour": draw_recipe(3)}
    for numbers, mean, std in recipes.values():
        wanted = TF.normalize(numbers.permute(2, 0, 1) / 255, mean, std)
        outputs, after = observe(prepared, numbers, 2, mean, std, False, 12)
        assert_close(outputs, [wanted] * 12, msg="what 12 calls give")
        assert_close(after, numbers.squeeze(-1), msg="the image after the calls")


def variants(numbers, padding, mean, std):
    """Return what can become of an image in training: by rows and columns moved down and right, and whether flipped."""
    height, width, _ = numbers.shape
    padded = F.pad(numbers.permute(2, 0, 1) / 255, [padding] * 4)
    found = {}
    for top, left in itertools.product(range(2 * padding + 1), repeat=2):
        moved = TF.normalize(padded[:, top : top + height, left : left + width], mean, std)
        found[padding - top, padding - left, "as it was"] = moved
        found[padding - top, padding - left, "flipped"] = moved.flip(2)
    return found


def drawn_variants(outputs, wanted):
    """Return the name of each output among those that are wanted."""
    names, tensors = list(wanted), torch.stack(list(wanted.values()))
    assert kinds(outputs) == kinds(tensors), "what comes back"
    nearest = torch.cdist(torch.stack(outputs).flatten(1), tensors.flatten(1)).argmin(dim=1)
    words = f"what {len(outputs)} calls give, next to what can become of the image"
    assert_close(torch.stack(outputs), tensors[nearest], msg=words)
    return [names[index] for index in nearest]


@pytest.mark.points(2)
def test_make_transform_varies_for_training():
    """make_transform() for training moves what it pads with black, flips it or not, and normalizes what comes out."""
    numbers, mean, std = draw_recipe(3)
    padding = random.randrange(2, 4)
    wanted = variants(numbers, padding, mean, std)
    outputs, after = observe(prepared, numbers, padding, mean, std, True, 150)
    seen = drawn_variants(outputs, wanted)
    moves = [sorted({name[part] for name in seen}) for part in range(2)]
    reach = list(range(-padding, padding + 1))
    assert moves == [reach, reach], f"rows moved down, columns moved to the right, with padding = {padding}"
    assert_close(after, numbers, msg="the image after the calls")


def test_make_transform_varies_equally():
    """make_transform() for training draws rows, columns and flip independently, each of their values equally often."""
    numbers, mean, std = draw_recipe(1)
    wanted = variants(numbers, 1, mean, std)
    outputs, _ = observe(prepared, numbers, 1, mean, std, True, 800)
    seen = drawn_variants(outputs, wanted)
    never = [name for name in wanted if name not in set(seen)]
    assert never == [], "(rows moved down, columns moved to the right, flipped or not) that 800 calls never gave"
    words = "moved down by", "moved to the right by", "flipped or not:"
    drawn = {word: [name[part] for name in seen] for part, word in enumerate(words)}
    values = {word: sorted({name[part] for name in wanted}) for part, word in enumerate(words)}
    shares = {f"share {word} {each}": drawn[word].count(each) / 800 for word in words for each in values[word]}
    equal = {f"share {word} {each}": 1 / len(values[word]) for word in words for each in values[word]}
    assert_close(shares, equal, rtol=0, atol=six_deviations(1 / 2, 800))  # chance, as far as it goes


def runs_under(seeds, draw):
    """Return what is drawn under each seed of torch's generator, while Python's and NumPy's go their own ways."""
    runs = []
    for number, seed in enumerate(seeds):
        torch.manual_seed(seed)
        random.seed(number)
        np.random.seed(number)
        runs.append([plain(each) for each in draw()])
    return runs


def flips(seeds, image, mask):
    return runs_under(seeds, lambda: [each for _ in range(60) for each in transforms.flip_pair(image, mask, 0.4)])


def cutouts(seeds, size, fill, image):
    def draw():
        cutout = transforms.RandomCutout(size, fill, 0.6)
        return [cutout(image) for _ in range(60)]

    return runs_under(seeds, draw)


def variations(seeds, numbers, mean, std):
    def draw():
        transform = transforms.make_transform(tuple(numbers.shape[:2]), 1, mean, std, True)
        image = pillow("L", numbers.squeeze(-1), ())
        return [transform(image) for _ in range(60)]

    return runs_under(seeds, draw)


def draw_seeds():
    """Return a seed, the same seed, and another one."""
    first, other = random.sample(range(10000), 2)
    return first, first, other


def assert_follows(first, again, other):
    assert_close(again, first, msg="what comes after the same torch.manual_seed once more")
    changed = sum(not same(one, another) for one, another in zip(first, other, strict=True))
    assert changed > 0, "how many of 60 results differ after another torch.manual_seed"


def test_flip_pair_follows_torchs_seed():
    """flip_pair() draws from torch's generator: one torch.manual_seed repeats the flips, another gives others."""
    image, mask = draw_pair()
    assert_follows(*observe(flips, draw_seeds(), image, mask))


def test_random_cutout_follows_torchs_seed():
    """RandomCutout draws from torch's generator: one torch.manual_seed repeats the squares, another gives others."""
    size, fill, image = draw_cutout(2, 3)
    assert_follows(*observe(cutouts, draw_seeds(), size, fill, image))


def test_make_transform_follows_torchs_seed():
    """make_transform() for training draws from torch's generator: one torch.manual_seed repeats a whole run."""
    numbers, mean, std = draw_recipe(1)
    assert_follows(*observe(variations, draw_seeds(), numbers, mean, std))
