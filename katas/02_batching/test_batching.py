"""Graded tests: layers work on batches, and the first axis says which sample."""

import math
import random

import batching
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.testing import assert_close

from dojo.observe import observe


def batched_and_sample(sample, sample_dims):
    return batching.as_batch(sample, sample_dims), sample


def test_as_batch_adds_the_batch_axis_where_it_is_missing():
    """as_batch() puts one axis in front of a single sample, and leaves a batch as it is."""
    batch, height, width, features = random.sample(range(4, 9), 4)
    images, grey, vector = torch.randn(batch, 3, height, width), torch.randn(1, height, width), torch.randn(features)
    assert_close(batching.as_batch(images, 3), images)
    assert_close(batching.as_batch(grey, 3), torch.stack([grey]))
    batched, kept = observe(batched_and_sample, vector, 1)
    assert_close(batched, torch.stack([vector]))
    assert kept.shape == vector.shape, "the sample itself must keep its shape: its owner goes on using it"


def test_as_batch_refuses_what_is_neither_sample_nor_batch():
    """as_batch() raises ValueError for too few or too many axes: a guess would go wrong far from here."""
    height, width = random.sample(range(4, 9), 2)
    image = torch.randn(3, height, width)
    batch = torch.stack([image])
    assert_close(batching.as_batch(image, 3), batch)
    with pytest.raises(ValueError):
        batching.as_batch(torch.randn(height, width), 3)
    with pytest.raises(ValueError):
        batching.as_batch(torch.randn(1, 1, 3, height, width), 3)


def test_num_flat_features_counts_one_sample():
    """num_flat_features() multiplies all sizes but the batch's, whatever the number of axes."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    got = batching.num_flat_features(torch.randn(batch, channels, height, width))
    assert got == channels * height * width
    assert isinstance(got, int), "nn.Linear wants an int, neither a float nor a tensor"
    assert batching.num_flat_features(torch.randn(batch, width)) == width
    assert batching.num_flat_features(torch.randn(1, height, width)) == height * width


def test_num_flat_features_of_an_empty_batch():
    """num_flat_features() knows a sample's size from the shape alone, also when no sample is left in the batch."""
    channels, height, width = random.sample(range(2, 9), 3)
    assert batching.num_flat_features(torch.randn(0, channels, height, width)) == channels * height * width


def test_flatten_features_makes_one_row_for_each_sample():
    """flatten_features() keeps the batch axis: row i holds the numbers of sample i and of no other."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    images, sequences = torch.randn(batch, channels, height, width), torch.randn(batch, height, width)
    assert_close(batching.flatten_features(images), torch.stack([image.reshape(-1) for image in images]))
    assert_close(batching.flatten_features(images[:1]), images[0].reshape(1, -1))
    assert_close(batching.flatten_features(sequences), torch.stack([sequence.reshape(-1) for sequence in sequences]))


def test_flatten_features_takes_any_memory_layout():
    """flatten_features() follows the axes, not the memory: a permuted or cropped tensor is flattened like any other."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    permuted = torch.randn(batch, height, width, channels).permute(0, 3, 1, 2)
    assert_close(batching.flatten_features(permuted), torch.stack([image.reshape(-1) for image in permuted]))
    cropped = torch.randn(batch, channels, height, width)[..., 1:]
    assert_close(batching.flatten_features(cropped), torch.stack([image.reshape(-1) for image in cropped]))


def test_flatten_features_of_an_empty_batch():
    """flatten_features() gives an empty batch its columns too: a filter may leave no sample, and the layers go on."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    images = torch.randn(batch, channels, height, width)
    wanted = torch.stack([image.reshape(-1) for image in images])
    assert_close(batching.flatten_features(images), wanted)
    assert_close(batching.flatten_features(images[:0]), wanted[:0])


def gradient_through_flatten(x, weight):
    x.requires_grad_()
    # The second term gives a detached answer a gradient too, of zeros.
    loss = (batching.flatten_features(x) * weight).sum() + 0 * x.sum()
    return torch.autograd.grad(loss, x)[0]


def test_flatten_features_lets_gradients_through():
    """flatten_features() stays connected to its input: layers in front of it can only learn if gradients pass."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    x, weight = torch.randn(batch, channels, height, width), torch.randn(batch, channels * height * width)
    assert_close(observe(gradient_through_flatten, x, weight), weight.reshape(x.shape))


def test_flat_size_is_what_the_network_makes_of_one_image():
    """flat_size() counts what comes out for one image, channels included: the next Linear layer takes just that."""
    channels, kept, hidden = random.sample(range(2, 8), 3)
    height, width = random.sample(range(9, 17), 2)
    convolution = nn.Conv2d(channels, kept, kernel_size=(1, 4))
    got = batching.flat_size(convolution, (channels, height, width))
    assert got == kept * height * (width - 3)
    assert isinstance(got, int), "nn.Linear wants an int, neither a float nor a tensor"
    flat = nn.Sequential(nn.Flatten(), nn.Linear(channels * height * width, hidden))
    assert batching.flat_size(flat, (channels, height, width)) == hidden


def lenet_parameters(image_size, in_channels, classes):
    """Draw LeNet's weights and biases. No two have the same shape, so the shape says which is which."""
    height, width = (((size - 4) // 2 - 4) // 2 for size in image_size)
    weights = [(6, in_channels, 5, 5), (16, 6, 5, 5), (120, 16 * height * width), (84, 120), (classes, 84)]
    shapes = weights + [shape[:1] for shape in weights]
    return {shape: torch.randn(shape) / math.prod(shape[1:]) ** 0.5 for shape in shapes}


def lenet_logits(images, parameters):
    """Compute what README.md describes."""
    first, second, *linear = [shape for shape in parameters if len(shape) > 1]
    x = images
    for shape in (first, second):
        x = F.max_pool2d(F.relu(F.conv2d(x, parameters[shape], parameters[shape[:1]])), 2)
    x = x.flatten(1)
    for shape in linear[:2]:
        x = F.relu(F.linear(x, parameters[shape], parameters[shape[:1]]))
    return F.linear(x, parameters[linear[2]], parameters[linear[2][:1]])


@torch.no_grad()
def shapes_and_logits(image_size, in_channels, classes, images, parameters):
    network = batching.build_lenet(image_size, in_channels, classes)
    network(images)  # lazy layers, where there are any, make their parameters now
    for parameter in network.parameters():
        parameter.copy_(parameters.get(tuple(parameter.shape), parameter))
    return [tuple(parameter.shape) for parameter in network.parameters()], network(images)


@pytest.mark.points(2)
def test_build_lenet_computes_one_row_of_logits_for_each_image():
    """build_lenet() fits its first Linear layer to the size of the images, and keeps the batch axis to the end."""
    image_size, in_channels = tuple(random.sample([22, 27, 37, 44], 2)), random.choice([1, 2, 3])
    batch, classes = random.sample([4, 5, 7, 8, 9], 2)
    images = torch.randn(batch, in_channels, *image_size)
    parameters = lenet_parameters(image_size, in_channels, classes)
    shapes, logits = observe(shapes_and_logits, image_size, in_channels, classes, images, parameters)
    weights, wanted = ([shape for shape in kind if len(shape) > 1] for kind in (shapes, parameters))
    assert sorted(weights) == sorted(wanted), "the weights of two convolutions and three Linear layers"
    biases, wanted = ([shape for shape in kind if len(shape) == 1] for kind in (shapes, parameters))
    assert sorted(biases) == sorted(wanted), "the biases of two convolutions and three Linear layers"
    assert_close(logits, lenet_logits(images, parameters))


def test_build_lenet_takes_a_batch_of_one():
    """build_lenet()'s network keeps the axis of a batch of one, also where the convolutions leave a single pixel."""
    image_size, in_channels, classes = tuple(random.sample([16, 17, 18, 19], 2)), 3, random.choice([4, 5, 7])
    image = torch.randn(1, in_channels, *image_size)
    parameters = lenet_parameters(image_size, in_channels, classes)
    _, logits = observe(shapes_and_logits, image_size, in_channels, classes, image, parameters)
    assert_close(logits, lenet_logits(image, parameters))


def answer_and_image(model, image):
    return batching.predict_one(model, image), image


def test_predict_one_gives_the_image_the_row_it_has_in_a_batch():
    """predict_one() gives the model a batch of one: the image gets the logits it would get among others."""
    batch, in_channels, channels, classes = random.sample(range(2, 8), 4)
    height, width = random.sample(range(8, 13), 2)
    flat = channels * (height - 2) * (width - 2)
    model = nn.Sequential(nn.Conv2d(in_channels, channels, 3), nn.ReLU(), nn.Flatten(), nn.Linear(flat, classes))
    model.requires_grad_(False)
    images = torch.randn(batch, in_channels, height, width)
    logits, kept = observe(answer_and_image, model, images[-1])
    assert_close(logits, model(images)[-1])
    assert kept.shape == images[-1].shape, "the image itself must keep its shape: its owner goes on using it"


def test_predict_one_keeps_the_axis_of_a_single_class():
    """predict_one() takes away the batch axis and no other: one logit comes back as (1,), not as a bare number."""
    channels, height, width = random.sample(range(2, 9), 3)
    model = nn.Sequential(nn.Flatten(), nn.Linear(channels * height * width, 1))
    model.requires_grad_(False)
    image = torch.randn(channels, height, width)
    logits = model(torch.stack([image]))
    assert_close(batching.predict_one(model, image), logits[0])


def unequal_lengths():
    """Draw four lengths, one of them 0, neither rising nor falling."""
    short, middle, longest = sorted(random.sample(range(5, 12), 3))
    return [middle, longest, 0, short]


def padded_and_list(sequences, padding_value):
    padded, _ = batching.pad_sequences(sequences, padding_value)
    return padded, sequences


def test_pad_sequences_fills_up_to_the_longest():
    """pad_sequences() puts sequence i at the start of row i and padding_value behind it, in the order it was given."""
    features, padding_value = random.choice([2, 3]), random.uniform(-3, -1)
    sequences = [torch.randn(length, features) for length in unequal_lengths()]
    padded, kept = observe(padded_and_list, sequences, padding_value)
    assert_close(padded, pad_sequence(sequences, batch_first=True, padding_value=padding_value))
    lengths = [len(sequence) for sequence in sequences]
    assert [len(sequence) for sequence in kept] == lengths, "the list itself must stay as it was: labels have its order"


def test_pad_sequences_keeps_the_dtype():
    """pad_sequences() keeps whole numbers whole, and pads with 0 if not told otherwise: token ids index a table."""
    tokens = [torch.randint(1, 99, (length,)) for length in unequal_lengths()]
    padded, _ = batching.pad_sequences(tokens)
    assert_close(padded, pad_sequence(tokens, batch_first=True))
    padded, _ = batching.pad_sequences(tokens[:1])
    assert_close(padded, torch.stack(tokens[:1]))


def test_pad_sequences_masks_by_length():
    """pad_sequences()'s mask is True where there is data, also where the data equals the padding."""
    lengths = unequal_lengths()
    wanted = torch.tensor([[True] * length + [False] * (max(lengths) - length) for length in lengths])
    _, mask = batching.pad_sequences(
        [torch.randint(3, (length,)) for length in lengths], padding_value=random.randrange(3)
    )
    assert_close(mask, wanted)
    features = random.choice([2, 3])
    _, mask = batching.pad_sequences([torch.zeros(length, features) for length in lengths])
    assert_close(mask, wanted)


@pytest.mark.cuda
def test_pad_sequences_stays_on_the_device():
    """pad_sequences() makes both tensors where the sequences are: a mask on another device cannot be used with them."""
    lengths = unequal_lengths()
    sequences = [torch.randn(length, device="cuda") for length in lengths]
    padded, mask = batching.pad_sequences(sequences)
    assert_close(padded, pad_sequence(sequences, batch_first=True))
    assert_close(mask, torch.arange(max(lengths), device="cuda") < torch.tensor(lengths, device="cuda")[:, None])


def test_channels_first_moves_the_channels_and_scales():
    """channels_first() moves each pixel's channels to the second axis and divides by 255, in dark images too."""
    batch, height, width = random.sample(range(4, 9), 3)
    images = torch.randint(180, (batch, height, width, 3), dtype=torch.uint8)
    assert_close(batching.channels_first(images), torch.stack([images[..., i].float() / 255 for i in range(3)], dim=1))
    grey = images[:1, :, :, :1]
    assert_close(batching.channels_first(grey), torch.stack([grey[..., 0].float() / 255], dim=1))


def test_channels_first_takes_any_memory_layout():
    """channels_first() follows the axes, not the memory: a crop of a batch of images is a batch of images."""
    height, width = random.sample(range(6, 12), 2)
    crop = torch.randint(256, (2, height, width, 3), dtype=torch.uint8)[:, 2:, :-2]
    assert_close(batching.channels_first(crop), torch.stack([crop[..., i].float() / 255 for i in range(3)], dim=1))
