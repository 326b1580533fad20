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
    wanted = images.clone()
    assert_close(batching.as_batch(images, 3), wanted)
    wanted = torch.stack([grey])
    assert_close(batching.as_batch(grey, 3), wanted)
    batched, kept = observe(batched_and_sample, vector, 1)
    assert_close(batched, torch.stack([vector]))
    assert kept.shape == vector.shape, "the sample itself must keep its shape: its owner goes on using it"


def test_as_batch_refuses_what_is_neither_sample_nor_batch():
    """as_batch() raises ValueError for too few or too many axes: a guess would go wrong far from here."""
    height, width = random.sample(range(4, 9), 2)
    image = torch.randn(3, height, width)
    wanted = torch.stack([image])
    assert_close(batching.as_batch(image, 3), wanted)
    with pytest.raises(ValueError):
        batching.as_batch(torch.randn(height, width), 3)
    with pytest.raises(ValueError):
        batching.as_batch(torch.randn(1, 1, 3, height, width), 3)


def test_num_flat_features_counts_one_sample():
    """num_flat_features() multiplies all sizes but the batch's: for any number of axes, for crops, for no samples."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    images = torch.randn(batch, channels, height, width)
    got = batching.num_flat_features(images)
    assert got == channels * height * width
    assert isinstance(got, int), "nn.Linear wants a plain int"
    assert batching.num_flat_features(torch.randn(batch, width)) == width
    assert batching.num_flat_features(torch.randn(1, height, width)) == height * width
    assert batching.num_flat_features(images[:, 1:]) == (channels - 1) * height * width
    assert batching.num_flat_features(images[:0]) == channels * height * width


def test_flatten_features_makes_one_row_for_each_sample():
    """flatten_features() keeps the batch axis: row i holds the numbers of sample i and of no other."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    images, sequences = torch.randn(batch, channels, height, width), torch.randn(batch, height, width)
    wanted = torch.stack([image.reshape(-1) for image in images])
    assert_close(batching.flatten_features(images), wanted)
    assert_close(batching.flatten_features(images[:1]), wanted[:1])
    wanted = torch.stack([sequence.reshape(-1) for sequence in sequences])
    assert_close(batching.flatten_features(sequences), wanted)


def test_flatten_features_takes_any_memory_layout():
    """flatten_features() follows the axes, not the memory: a permuted or cropped tensor is flattened like any other."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    permuted = torch.randn(batch, height, width, channels).permute(0, 3, 1, 2)
    wanted = torch.stack([image.reshape(-1) for image in permuted])
    assert_close(batching.flatten_features(permuted), wanted)
    cropped = torch.randn(batch, channels, height, width)[..., 1:]
    wanted = torch.stack([image.reshape(-1) for image in cropped])
    assert_close(batching.flatten_features(cropped), wanted)


def test_flatten_features_of_an_empty_batch():
    """flatten_features() gives an empty batch its columns too: a filter may leave no sample, and the layers go on."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    images = torch.randn(batch, channels, height, width)
    wanted = torch.stack([image.reshape(-1) for image in images])
    assert_close(batching.flatten_features(images), wanted)
    assert_close(batching.flatten_features(images[:0]), wanted[:0])


def gradient_through_flatten(x, weight):
    x.requires_grad_()
    # Squares make the gradient depend on the answer's numbers. The last term gives a detached answer one of zeros.
    loss = (batching.flatten_features(x).square() * weight).sum() + 0 * x.sum()
    return torch.autograd.grad(loss, x)[0]


def test_flatten_features_lets_gradients_through():
    """flatten_features() stays connected to its input: layers in front of it can only learn if gradients pass."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    weight = torch.randn(batch, channels * height * width)
    x = torch.randn(2 * batch, channels, height, width)[::2]
    wanted = 2 * x * weight.reshape(x.shape)
    assert_close(observe(gradient_through_flatten, x, weight), wanted)


def size_and_what_it_leaves(convolution, image_shape):
    size = batching.flat_size(convolution, image_shape)
    return size, convolution.weight, torch.is_grad_enabled()


def test_flat_size_is_what_the_network_makes_from_one_image():
    """flat_size() counts what comes out for one image, channels included: the next Linear layer takes just that."""
    channels, kept, hidden = random.sample(range(2, 8), 3)
    height, width = random.sample(range(9, 17), 2)
    convolution = nn.Conv2d(channels, kept, kernel_size=(1, 4))
    got = batching.flat_size(convolution, (channels, height, width))
    assert got == kept * height * (width - 3)
    assert isinstance(got, int), "nn.Linear wants a plain int"
    flat = nn.Sequential(nn.Flatten(), nn.Linear(channels * height * width, hidden))
    assert batching.flat_size(flat, (channels, height, width)) == hidden


def test_flat_size_leaves_everything_as_it_was():
    """flat_size() only looks: afterwards the network can be trained as before, and so can any other."""
    channels, kept = random.sample(range(2, 8), 2)
    height, width = random.sample(range(9, 17), 2)
    convolution = nn.Conv2d(channels, kept, kernel_size=(1, 4))
    size, weight, recording = observe(size_and_what_it_leaves, convolution, (channels, height, width))
    assert size == kept * height * (width - 3)
    assert_close(weight, convolution.weight)
    assert weight.requires_grad is True, "whether the network's weight still requires a gradient"
    assert recording is True, "whether gradients are still recorded in the rest of the program"


def lenet_shapes(image_size, in_channels, classes):
    """Return the shapes of LeNet's weights and biases. No two are the same, so a shape says which parameter it is."""
    height, width = (((size - 4) // 2 - 4) // 2 for size in image_size)
    weights = [(6, in_channels, 5, 5), (16, 6, 5, 5), (120, 16 * height * width), (84, 120), (classes, 84)]
    return weights, [shape[:1] for shape in weights]


def lenet_parameters(image_size, in_channels, classes):
    weights, biases = lenet_shapes(image_size, in_channels, classes)
    return {shape: torch.randn(shape) / math.prod(shape[1:]) ** 0.5 for shape in weights + biases}


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
def shapes_and_logits(image_size, in_channels, classes, images, parameters, training):
    network = batching.build_lenet(image_size, in_channels, classes).train(training)
    shapes = [tuple(parameter.shape) for parameter in network.parameters()]
    for parameter in network.parameters():
        parameter.copy_(parameters.get(tuple(parameter.shape), parameter))
    return shapes, network(images)


def test_build_lenet_computes_one_row_of_logits_for_each_image():
    """build_lenet() fits its first Linear layer to the size of the images, and keeps the batch axis to the end."""
    image_size, in_channels = tuple(random.sample([22, 27, 37, 44], 2)), random.choice([1, 2, 3])
    batch, classes = random.sample([4, 5, 7, 8, 9], 2)
    images = torch.randn(batch, in_channels, *image_size)
    parameters = lenet_parameters(image_size, in_channels, classes)
    wanted = lenet_logits(images, parameters)
    shapes, logits = observe(shapes_and_logits, image_size, in_channels, classes, images, parameters, training=True)
    weights, biases = lenet_shapes(image_size, in_channels, classes)
    assert sorted(shape for shape in shapes if len(shape) > 1) == sorted(weights), "the shapes of the five weights"
    assert sorted(shape for shape in shapes if len(shape) == 1) == sorted(biases), "the shapes of the five biases"
    assert_close(logits, wanted)


def test_build_lenet_takes_a_batch_of_one():
    """build_lenet()'s network gives one row of logits for a batch of one, in eval mode, and from maps of one pixel."""
    image_size, in_channels, classes = tuple(random.sample([16, 17, 18, 19], 2)), 3, random.choice([4, 5, 7])
    image = torch.randn(1, in_channels, *image_size)
    parameters = lenet_parameters(image_size, in_channels, classes)
    wanted = lenet_logits(image, parameters)
    _, logits = observe(shapes_and_logits, image_size, in_channels, classes, image, parameters, training=False)
    assert_close(logits, wanted)


def smooth_lenet(image_size, in_channels, classes):
    """Draw two images and parameters for which rounding moves no gradient to another place.

    Everything is positive, so ReLU is nowhere at its kink; the images grow to the right and downwards, so each window
    has one maximum by far.
    """
    images = torch.rand(2, in_channels, *image_size).cumsum(2).cumsum(3)
    parameters = lenet_parameters(image_size, in_channels, classes)
    return images / images.max(), {shape: value.abs() for shape, value in parameters.items()}


def lenet_gradients(images, factors, parameters):
    weights = {shape: value.clone().requires_grad_() for shape, value in parameters.items()}
    loss = (lenet_logits(images, weights) * factors).sum()
    return dict(zip(weights, torch.autograd.grad(loss, list(weights.values())), strict=True))


def gradients_of_two_networks(image_size, in_channels, classes, images, factors, parameters):
    network, other = [batching.build_lenet(image_size, in_channels, classes) for _ in range(2)]
    for parameter in network.parameters():
        parameter.data.copy_(parameters.get(tuple(parameter.shape), parameter.data))
    (network(images) * factors).sum().backward()
    grads = {tuple(parameter.shape): parameter.grad for parameter in network.parameters()}
    missed = [shape for shape, grad in grads.items() if grad is None]
    touched = [tuple(parameter.shape) for parameter in other.parameters() if parameter.grad is not None]
    return missed, touched, grads


def test_build_lenet_gives_a_new_network_that_can_be_trained():
    """build_lenet() gives each caller a network of its own, and a gradient reaches all of its parameters."""
    image_size, in_channels, classes = tuple(random.sample([16, 17, 18, 19], 2)), 3, random.choice([4, 5, 7])
    images, parameters = smooth_lenet(image_size, in_channels, classes)
    factors = torch.rand(2, classes)
    wanted = lenet_gradients(images, factors, parameters)
    missed, touched, grads = observe(
        gradients_of_two_networks, image_size, in_channels, classes, images, factors, parameters
    )
    assert missed == [], "the shapes of the parameters that no gradient reached"
    assert touched == [], "the shapes of the parameters that another network shares with this one"
    assert_close(grads, wanted, rtol=1e-4, atol=0)  # float32 adds up thousands of numbers, in any order


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
    wanted = model(images)[-1]
    logits, kept = observe(answer_and_image, model, images[-1])
    assert_close(logits, wanted)
    assert kept.shape == images[-1].shape, "the image itself must keep its shape: its owner goes on using it"


def test_predict_one_keeps_the_axis_of_a_single_class():
    """predict_one() takes away the batch axis and no other: one logit comes back as (1,), for a grey image too."""
    height, width = random.sample(range(2, 9), 2)
    model = nn.Sequential(nn.Flatten(), nn.Linear(height * width, 1))
    model.requires_grad_(False)
    image = torch.randn(1, height, width)
    wanted = model(torch.stack([image]))[0]
    logits, kept = observe(answer_and_image, model, image)
    assert_close(logits, wanted)
    assert kept.shape == image.shape, "the image itself must keep its shape: its owner goes on using it"


def unequal_lengths():
    """Draw four lengths, one of them 0, neither rising nor falling."""
    short, middle, longest = sorted(random.sample(range(5, 12), 3))
    return [middle, longest, 0, short]


def padded_and_list(sequences, padding_value):
    padded, _ = batching.pad_sequences(sequences, padding_value)
    return padded, sequences


def test_pad_sequences_fills_up_to_the_longest():
    """pad_sequences() puts sequence i at the start of row i and padding_value after it, in the order it was given."""
    features, padding_value = random.choice([2, 3]), random.uniform(-3, -1)
    sequences = [torch.randn(length, features) for length in unequal_lengths()]
    wanted = pad_sequence(sequences, batch_first=True, padding_value=padding_value)
    padded, kept = observe(padded_and_list, sequences, padding_value)
    assert_close(padded, wanted)
    lengths = [len(sequence) for sequence in sequences]
    assert [len(sequence) for sequence in kept] == lengths, "the list itself must stay as it was: labels have its order"
    single = [sequence[:, :1].clone() for sequence in sequences]
    wanted = pad_sequence(single, batch_first=True)
    padded, _ = batching.pad_sequences(single)
    assert_close(padded, wanted)


def test_pad_sequences_keeps_the_dtype():
    """pad_sequences() keeps whole numbers exact, and pads with 0 if not told otherwise: token ids index a table."""
    tokens = [torch.randint(1, 2**40, (length,)) for length in unequal_lengths()]
    wanted, wanted_alone = pad_sequence(tokens, batch_first=True), torch.stack(tokens[:1])
    padded, _ = batching.pad_sequences(tokens)
    assert_close(padded, wanted)
    padded, _ = batching.pad_sequences(tokens[:1])
    assert_close(padded, wanted_alone)


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


def device_types(sequences, device):
    """Return where the answers are. Some right answers need numbers, which meta tensors lack; those are believed."""
    try:
        answers = batching.pad_sequences([sequence.to(device) for sequence in sequences])
    except RuntimeError:
        return [device, device]
    return [answer.device.type for answer in answers]


def test_pad_sequences_makes_both_tensors_where_the_sequences_are():
    """pad_sequences() puts padded and mask on the sequences' device: tensors on different devices do not mix."""
    lengths = unequal_lengths()
    sequences = [torch.randn(length) for length in lengths]
    _, mask = batching.pad_sequences(sequences)
    assert_close(mask, torch.arange(max(lengths)) < torch.tensor(lengths)[:, None])
    devices = observe(device_types, sequences, "meta")
    assert devices == ["meta", "meta"], "the devices of padded and mask; meta, without numbers, stands in for a GPU"


@pytest.mark.cuda
def test_pad_sequences_works_on_a_gpu():
    """pad_sequences() gives the same answer on a GPU, and leaves it there."""
    lengths = unequal_lengths()
    sequences = [torch.randn(length, device="cuda") for length in lengths]
    wanted = pad_sequence(sequences, batch_first=True)
    padded, mask = batching.pad_sequences(sequences)
    assert_close(padded, wanted)
    assert_close(mask, torch.arange(max(lengths), device="cuda") < torch.tensor(lengths, device="cuda")[:, None])


def test_channels_first_moves_the_channels_and_scales():
    """channels_first() moves each pixel's channels to the second axis and divides by 255, in the darkest images too."""
    batch, height, width = random.sample(range(4, 9), 3)
    images = torch.randint(180, (batch, height, width, 3), dtype=torch.uint8)
    nearly_black = (images[..., :1] > 90).to(torch.uint8)
    wanted = torch.stack([images[..., i].float() / 255 for i in range(3)], dim=1)
    assert_close(batching.channels_first(images), wanted)
    wanted = torch.stack([nearly_black[..., 0].float() / 255], dim=1)
    assert_close(batching.channels_first(nearly_black), wanted)


def test_channels_first_takes_any_memory_layout():
    """channels_first() follows the axes, not the memory: a crop of a batch of images is a batch of images."""
    height, width = random.sample(range(6, 12), 2)
    crop = torch.randint(256, (2, height, width, 3), dtype=torch.uint8)[:, 2:, :-2]
    wanted = torch.stack([crop[..., i].float() / 255 for i in range(3)], dim=1)
    assert_close(batching.channels_first(crop), wanted)
