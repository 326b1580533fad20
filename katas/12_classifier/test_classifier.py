"""Graded tests: five steps from files to pictures."""

import contextlib
import copy
import io
import random
import struct
import sys
import tempfile
from pathlib import Path

import classifier
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.testing import assert_close
from torch.utils.data import DataLoader, TensorDataset

from dojo.observe import observe

DIGITS = Path(__file__).with_name("digits.npz")


def digits():
    """Return the images and classes of digits.npz."""
    with np.load(DIGITS) as file:
        return torch.from_numpy(file["images"]), torch.from_numpy(file["labels"])


def drawn_images(count, size, largest, classes=10):
    """Return images of which no two are alike, and their classes; sorted by class, as files often are."""
    return torch.randint(largest + 1, (count, size, size)).byte(), torch.randint(classes, (count,)).sort()[0].byte()


def npz(images, labels):
    """Return such a file's bytes."""
    file = io.BytesIO()
    np.savez_compressed(file, images=images.numpy(), labels=labels.numpy())
    return {"digits.npz": file.getvalue()}


def idx(values):
    """Return a tensor of bytes in the format of MNIST's files: a magic number, the sizes, the values."""
    return struct.pack(f">i{values.dim()}i", 0x800 + values.dim(), *values.shape) + bytes(values.flatten().tolist())


def fashion_files(training, test):
    raw = "FashionMNIST/raw"
    return {
        f"{raw}/{part}-{name}-ubyte": idx(values)
        for part, pair in (("train", training), ("t10k", test))
        for name, values in zip(("images-idx3", "labels-idx1"), pair, strict=True)
    }


PARTS = ["training", "validation", "test"]


def loaded(function, files, sizes, seeds, passes=1):
    """Return for each seed what the three loaders give in each pass, and what PyTorch's generator draws after that."""
    seen = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, content in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content)
        given = Path(next(iter(files))) if len(files) == 1 else Path()
        for generator, seed in seeds:
            torch.manual_seed(generator)
            loaders = getattr(classifier, function)(given, *sizes, seed)
            drawn = torch.rand(3)
            batches = [[list(loader) for _ in range(passes)] for loader in loaders]
            seen.append((dict(zip(PARTS, batches, strict=True)), drawn))
    return seen


def keys(images):
    """Return something for each image that tells it from others, however it is scaled."""
    flat = images.flatten(1).double()
    return [row.tobytes() for row in (240 * flat / flat.amax(1, keepdim=True)).round().byte().numpy()]


def numbers_of(batches, images):
    """Return which of these images the batches hold, in their order; -1 stands for what is none of them."""
    numbers = {key: number for number, key in enumerate(keys(images))}
    return [numbers.get(key, -1) for batch, _ in batches for key in keys(batch)]


def joined(batches):
    return tuple(map(torch.cat, zip(*batches, strict=True)))


def assert_in_one_part(parts, images, target, sizes):
    """Check that each image is in exactly one part, as it is, with its class."""
    numbers = {name: numbers_of(batches, images) for name, (batches, *_) in parts.items()}
    for name, (batches, *_) in parts.items():
        assert_close(joined(batches), (images[numbers[name]], target[numbers[name]]))
    assert {name: len(part) for name, part in numbers.items()} == sizes, "how many images each part has"
    assert sorted(number for part in numbers.values() for number in part) == list(range(len(images))), (
        "numbers of the images in the three parts"
    )


def sizes_of(count, held_out):
    return dict(zip(PARTS, (count - 2 * held_out, held_out, held_out), strict=True))


def test_load_digits_has_each_image_in_one_part():
    """load_digits() has each digit with its class in exactly one part: a test on what was learned tells nothing."""
    held_out, count = random.randrange(6, 10), random.randrange(30, 40)
    images, labels = drawn_images(count, 8, 13)
    ((parts, _),) = observe(loaded, "load_digits", npz(images, labels), (held_out, 7), [(0, 1)])
    assert_in_one_part(parts, images.unsqueeze(1) / 16, labels.long(), sizes_of(count, held_out))


def parts_by_seed(function, files, sizes, images):
    """Return the images in each part for a seed, for the same once more, and for another; and what is drawn."""
    seed, one, other = random.sample(range(1000), 3)
    seen = observe(loaded, function, files, sizes, [(one, seed), (other, seed), (one, seed + 1)])
    numbers = [{name: sorted(numbers_of(batches[0], images)) for name, batches in parts.items()} for parts, _ in seen]
    return numbers, [drawn for _, drawn in seen]


def test_load_digits_draws_the_parts_by_its_seed():
    """load_digits() draws the parts at random by its own seed, and leaves PyTorch's generator to the caller's."""
    images, _ = digits()
    files, sizes = {"digits.npz": DIGITS.read_bytes()}, (random.randrange(200, 400), 100)
    (first, again, another), drawn = parts_by_seed("load_digits", files, sizes, images / 16)
    assert again == first, "numbers of the images in each part, for the same seed once more"
    same = [name for name in PARTS if another[name] == first[name]]
    assert same == [], "parts that hold the same images for another seed"
    assert not torch.equal(drawn[0], drawn[1]), "the caller's seed decides what PyTorch's generator draws afterwards"


def test_load_digits_shuffles_the_training_part():
    """load_digits() makes loaders whose passes give all images of a part, those to train with in a new order each."""
    held_out, count, batch_size = random.randrange(11, 14), random.randrange(50, 70), random.randrange(4, 10)
    images, labels = drawn_images(count, 8, 16)
    seeds = [(random.randrange(1000), random.randrange(1000))]
    ((parts, _),) = observe(loaded, "load_digits", npz(images, labels), (held_out, batch_size), seeds, passes=2)
    sizes = {name: [[len(target) for _, target in batches] for batches in passes] for name, passes in parts.items()}
    whole = {name: torch.arange(count).split(batch_size) for name, count in sizes_of(count, held_out).items()}
    assert sizes == {name: 2 * [[len(batch) for batch in batches]] for name, batches in whole.items()}, "batch sizes"
    first, second = (numbers_of(batches, images / 16) for batches in parts["training"])
    assert sorted(second) == sorted(first), "images of the second pass, those of the first"
    assert second != first, "another order in the second pass"
    assert first != sorted(first), "another order than in the file"


@pytest.mark.timeout(30)
def test_load_fashion_mnist_keeps_the_test_files_apart():
    """load_fashion_mnist() shuffles and splits the training files by its seed, and tests with all of the test files."""
    held_out, count, tests = random.sample(range(6, 10), 1) + random.sample(range(20, 40), 2)
    training, test = drawn_images(count, 28, 220), drawn_images(tests, 28, 220)
    images, labels = (torch.cat(pair) for pair in zip(training, test, strict=True))
    images, files = images.unsqueeze(1) / 255, fashion_files(training, test)
    numbers, _ = parts_by_seed("load_fashion_mnist", files, (held_out, 5), images)
    assert [part["test"] for part in numbers] == 3 * [list(range(count, count + tests))], "images of the test part"
    assert numbers[1] == numbers[0], "numbers of the images in each part, for the same seed once more"
    assert numbers[2]["validation"] != numbers[0]["validation"], "another seed draws other images to choose by"
    ((parts, _),) = observe(loaded, "load_fashion_mnist", files, (held_out, 5), [(1, 2)], passes=2)
    sizes = {"training": count - held_out, "validation": held_out, "test": tests}
    assert_in_one_part(parts, images, labels.long(), sizes)
    first, second = (numbers_of(batches, images) for batches in parts["training"])
    assert second != first, "another order in the second pass"


def logits_of_new_models(kinds, images):
    seen = {}
    for name, kind in kinds.items():
        model = classifier.build_model(*kind)
        model.eval()
        with torch.no_grad():
            together = model(images[name])
            seen[name] = together, torch.cat([model(image.unsqueeze(0)) for image in images[name]])
    return seen


def test_build_model_gives_logits_for_each_image():
    """build_model() makes a network for any image size, channels and classes, that gives raw logits for each image."""
    size, channels, classes = random.sample(range(11, 30), 1) + random.sample(range(2, 9), 2)
    kinds = {"digits": (8, 1, 10), "other images": (size, channels, classes)}
    images = {name: torch.rand(5, channels, size, size) for name, (size, channels, _) in kinds.items()}
    seen = observe(logits_of_new_models, kinds, images)
    shapes = {name: tuple(together.shape) for name, (together, _) in seen.items()}
    assert shapes == {name: (5, classes) for name, (_, _, classes) in kinds.items()}, "(batch, classes)"
    assert_close({name: alone for name, (_, alone) in seen.items()}, {name: both for name, (both, _) in seen.items()})
    softmaxed = [name for name, (both, _) in seen.items() if torch.allclose(both.sum(1), torch.ones(5))]
    assert softmaxed == [], "networks that give probabilities, which add up to 1, instead of logits"


def first_weights(seeds):
    weights, drawn = [], []
    for seed in seeds:
        torch.manual_seed(seed)
        model = classifier.build_model(8, 1, 10)
        weights.append(torch.cat([value.detach().flatten() for value in model.parameters()]))
        drawn.append(torch.rand(3))
    return weights, drawn


def test_build_model_leaves_the_seed_to_its_caller():
    """build_model() draws other first weights for another seed of the caller, and does not seed on its own."""
    weights, drawn = observe(first_weights, random.sample(range(1000), 2))
    assert not torch.equal(*weights), "other first weights after another seed of the caller"
    assert not torch.equal(*drawn), "the caller's seed decides what PyTorch's generator draws afterwards"


def network(size, classes):
    """Return a network that works otherwise in training mode than in eval mode, in double precision."""
    hidden = random.randrange(20, 30)
    layers = nn.Flatten(), nn.Linear(size * size, hidden), nn.BatchNorm1d(hidden), nn.Tanh(), nn.Linear(hidden, classes)
    model = nn.Sequential(*layers).double()
    model[2].running_mean.copy_(torch.randn(hidden))
    model[2].running_var.copy_(torch.rand(hidden) + 0.5)
    return model


def drawn_batches(size, classes, sizes):
    return [(torch.randn(count, 1, size, size).double(), torch.randint(classes, (count,))) for count in sizes]


def to_train():
    size, classes = random.sample(range(3, 9), 2)
    return network(size, classes), drawn_batches(size, classes, random.sample(range(2, 12), 3)), classes


def optimizer_of(model):
    first, *others = model.parameters()
    groups = [{"params": [first]}, {"params": others, "lr": 0.2}]
    return torch.optim.SGD(groups, lr=0.3, momentum=0.8)


def trained_by_hand(model, optimizer, batches):
    """Train for an epoch, and return its mean loss."""
    model.train()
    losses = []
    for images, target in batches:
        optimizer.zero_grad()
        each = nn.functional.cross_entropy(model(images), target, reduction="none")
        each.mean().backward()
        optimizer.step()
        losses.append(each.detach())
    return torch.cat(losses).mean().item()


def looked_at_by_hand(model, batches):
    """Return loss and accuracy in eval mode."""
    images, target = joined(batches)
    with torch.no_grad():
        logits = model.eval()(images)
    return nn.functional.cross_entropy(logits, target).item(), (logits.argmax(1) == target).double().mean().item()


def state_of(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def trained(model, batches, epochs):
    optimizer = optimizer_of(model)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 3.0)
    losses = []
    for epoch in range(epochs):
        model.eval()
        model.training = epoch > 0  # and its layers are not
        losses.append(classifier.train_epoch(model, optimizer, nn.CrossEntropyLoss(), batches))
    return losses, state_of(model)


def test_train_epoch_updates_for_each_batch():
    """train_epoch() makes one update for each batch, by its gradient alone, in training mode."""
    model, batches, _ = to_train()
    twin = copy.deepcopy(model)
    optimizer = optimizer_of(twin)
    for _ in range(2):
        trained_by_hand(twin, optimizer, batches)
    _, after = observe(trained, model, batches, 2)
    assert_close(after, state_of(twin))


def test_train_epoch_returns_the_mean_loss():
    """train_epoch() returns the mean loss over all samples, each of which counts the same, as a plain number."""
    model, batches, _ = to_train()
    twin = copy.deepcopy(model)
    wanted = trained_by_hand(twin, optimizer_of(twin), batches)
    losses, _ = observe(trained, model, batches, 1)
    assert_close(losses, [wanted])


def test_evaluate_counts_each_sample_the_same():
    """evaluate() returns mean loss and accuracy over all samples in eval mode, whatever the sizes of the batches."""
    model, batches, _ = to_train()
    batches += drawn_batches(batches[0][0].shape[-1], 2, [1])
    wanted = looked_at_by_hand(copy.deepcopy(model), batches)
    assert_close(classifier.evaluate(model.train(), nn.CrossEntropyLoss(), batches), wanted)


LOOKS = {
    "evaluate": lambda model, batches, _: classifier.evaluate(model, nn.CrossEntropyLoss(), batches),
    "confusion_matrix": lambda model, batches, classes: classifier.confusion_matrix(model, batches, classes),
    "misclassified": lambda model, batches, _: classifier.misclassified(model, batches),
}


def left_behind(name, model, batches, classes):
    graphs = []
    model.register_forward_hook(lambda *seen: graphs.append(seen[-1].requires_grad))
    model.train()
    model.training = False  # and its layers are not
    LOOKS[name](model, batches, classes)
    return len(graphs), sum(graphs), state_of(model)


@pytest.mark.parametrize("name", ["evaluate", "confusion_matrix", "misclassified"])
def test_looking_leaves_no_trace(name):
    """evaluate(), confusion_matrix() and misclassified() record no graph, and change neither weights nor statistics."""
    model, batches, classes = to_train()
    before = state_of(model)
    passes, graphs, after = observe(left_behind, name, model, batches, classes)
    assert_close(after, before)
    assert passes > 0, "forward passes"
    assert graphs == 0, "forward passes that recorded a graph"


EPOCHS = 6


def to_fit():
    """Return what to fit, what fit() measures, and the best weights, by how many epochs it is for.

    They are neither the first epoch's nor the last's, where there are several, and a later epoch is as good; the loss
    is lowest after another one.
    """
    is_best, lowest = [True], 0
    while is_best[0] or is_best[-1] or sum(is_best) < 2 or is_best[lowest] or lowest == EPOCHS - 1:
        model, training, classes = to_train()
        size, gamma = training[0][0].shape[-1], random.uniform(0.6, 0.9)
        validation = drawn_batches(size, classes, random.sample(range(3, 7), 2))
        twin = copy.deepcopy(model)
        optimizer = optimizer_of(twin)
        history = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
        states = []
        for epoch in range(EPOCHS):
            for group, rate in zip(optimizer.param_groups, (0.3, 0.2), strict=True):
                group["lr"] = rate * gamma**epoch
            measured = trained_by_hand(twin, optimizer, training), *looked_at_by_hand(twin, validation)
            for values, value in zip(history.values(), (0.3 * gamma**epoch, *measured), strict=True):
                values.append(value)
            states.append(state_of(twin))
        accuracies = history["validation_accuracy"]
        is_best = [accuracy == max(accuracies) for accuracy in accuracies]
        lowest = history["validation_loss"].index(min(history["validation_loss"]))
    return (model, gamma, training, validation), history, {1: states[0], EPOCHS: states[is_best.index(True)]}


def fitted(model, gamma, training, validation, epochs=EPOCHS):
    optimizer = optimizer_of(model)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma)
    criterion = nn.CrossEntropyLoss()
    history = classifier.fit(model, optimizer, scheduler, criterion, training, validation, epochs)
    return history, optimizer.param_groups[0]["lr"], state_of(model)


def test_fit_notes_each_epoch():
    """fit() trains, lets the scheduler step and evaluates in each epoch, and returns what it has measured."""
    given, wanted, _ = to_fit()
    history, rate, _ = observe(fitted, *given)
    assert_close(history, wanted)
    assert_close({"rate afterwards": rate}, {"rate afterwards": wanted["lr"][-1] * given[1]})


def test_fit_ends_with_the_best_weights():
    """fit() leaves the weights and statistics of the best epoch in the model, not of the last: the first best one."""
    given, _, wanted = to_fit()
    after = {epochs: observe(fitted, *given, epochs)[-1] for epochs in wanted}
    assert_close(after, wanted)


def logits_as_images(classes, counts):
    """Return batches whose images are their own logits, so that a model that only flattens gives them."""
    sizes = [(count, 1, 1, classes) for count in counts]
    return [(4 * torch.randn(size), torch.randint(classes, (size[0],))) for size in sizes]


def test_confusion_matrix_counts_class_and_prediction():
    """confusion_matrix() counts in row i and column j how often class i was taken for j, in eval mode, all classes."""
    model, batches, classes = to_train()
    classes += 2  # the last two occur neither as class nor as prediction
    images, target = joined(batches)
    with torch.no_grad():
        prediction = copy.deepcopy(model).eval()(images).argmax(1)
    wanted = torch.zeros(classes, classes).long()
    for pair in zip(target.tolist(), prediction.tolist(), strict=True):
        wanted[pair] += 1
    got = classifier.confusion_matrix(model.train(), batches, classes)
    assert_close(got, wanted)


def test_misclassified_are_sorted_by_probability():
    """misclassified() finds what is wrong in all batches in eval mode, and puts the highest probability first."""
    classes = random.randrange(3, 7)
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(classes))
    batches = logits_as_images(classes, random.sample(range(10, 20), 3))
    images, target = joined(batches)
    probability, prediction = (images.flatten(1) / (1 + 1e-5) ** 0.5).softmax(1).max(1)
    wrong = [number for number in range(len(target)) if prediction[number] != target[number]]
    order = sorted(wrong, key=lambda number: -probability[number].item())
    wanted = images[order], target[order], prediction[order], probability[order]
    assert_close(classifier.misclassified(model.train(), batches), wanted)
    nothing = images[:0], target[:0], prediction[:0], probability[:0]
    solved = [(batch, batch.flatten(1).argmax(1)) for batch, _ in batches]
    assert_close(classifier.misclassified(model, solved), nothing)


NAMES = ["learning_curves.png", "misclassified.png"]


def pictures(calls):
    """Return the brightness of both pictures after each call, and how many figures pyplot has open in the end."""
    seen = []
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        folder = Path("pictures")  # a relative path, so that messages are the same in each run
        folder.mkdir()
        for history, wrong in calls:
            classifier.save_pictures(history, wrong, folder)
            seen.append({})
            for name in NAMES:
                with Image.open(folder / name) as image:
                    seen[-1][name] = torch.from_numpy(np.array(image.convert("L")))
                (folder / name).unlink()
    pyplot = sys.modules.get("matplotlib.pyplot")
    figures = pyplot.get_fignums() if pyplot else []
    for figure in figures:
        pyplot.close(figure)
    return seen, len(figures), calls


def to_draw():
    """Return a history that falls and rises as a good one does, and three misclassified images of 0 and 1."""
    fall, epochs = random.uniform(0.5, 0.6), range(6)
    history = {
        "lr": [0.1 for _ in epochs],
        "train_loss": [2 * fall**epoch for epoch in epochs],
        "validation_loss": [2.2 * fall**epoch + 0.1 for epoch in epochs],
        "validation_accuracy": [1 - 0.5 * fall**epoch for epoch in epochs],
    }
    target, step = torch.randint(10, (3,)), torch.randint(1, 9, (3,))
    return history, [
        torch.randint(2, (3, 1, 8, 8)).float(),
        target,
        (target + step) % 10,
        torch.tensor([0.9, 0.6, 0.4]),
    ]


def changed(history, wrong, series, epoch, entry, place):
    """Return history and wrong with a value in both changed; images are turned from 0 to 1 and from 1 to 0."""
    history, wrong = copy.deepcopy(history), copy.deepcopy(wrong)
    history[series][epoch] *= 1.04 if series == "validation_accuracy" else 1.2
    wrong[entry][place] = 1 - wrong[entry][place] if entry == 0 else (wrong[entry][place] + 1) % 10
    return history, wrong


CHANGES = {
    "training loss, image 0": ("train_loss", 1, 0, (0,)),
    "training loss later, part of image 0": ("train_loss", 3, 0, (0, 0, slice(0, 4), slice(0, 4))),
    "validation loss, image 2": ("validation_loss", 2, 0, (2,)),
    "validation accuracy, class": ("validation_accuracy", 2, 1, (0,)),
    "training loss, prediction": ("train_loss", 1, 2, (1,)),
}


def box(one, other):
    """Return left, right, top and bottom of what differs between two pictures."""
    differs = (one != other) if one.shape == other.shape else torch.ones_like(one).bool()
    columns, rows = differs.any(0).nonzero().flatten().tolist(), differs.any(1).nonzero().flatten().tolist()
    return (columns[0], columns[-1] + 1, rows[0], rows[-1] + 1) if columns else (0, 0, 0, 0)


@pytest.mark.timeout(30)
def test_save_pictures_shows_what_it_is_given():
    """save_pictures() draws the three curves from left to right, and the images upright, with class and prediction."""
    history, wrong = to_draw()
    calls = [(history, wrong), *(changed(history, wrong, *change) for change in CHANGES.values())]
    (base, *others), *_ = observe(pictures, calls)
    curves, images = (
        {name: box(base[file], other[file]) for name, other in zip(CHANGES, others, strict=True)} for file in NAMES
    )
    assert [name for name in CHANGES if not any(curves[name])] == [], "changes that learning_curves.png does not show"
    assert [name for name in CHANGES if not any(images[name])] == [], "changes that misclassified.png does not show"
    early, late = (sum(curves[name][:2]) / 2 for name in list(CHANGES)[:2])
    assert early < late, "the second epoch is left of the fourth"
    left, right, top, bottom = images["training loss, image 0"]
    assert min(right - left, bottom - top) >= 24, "width and height of an image, at least 24 pixels"
    third = images["validation loss, image 2"]
    assert right <= third[0] or third[1] <= left or bottom <= third[2] or third[3] <= top, "a place for each image"
    corner = images["training loss later, part of image 0"]
    middles = left + (right - left) * 0.6, top + (bottom - top) * 0.6
    assert corner[1] <= middles[0], "the left half of an image is on the left"
    assert corner[3] <= middles[1], "the upper half of an image is above"


@pytest.mark.timeout(30)
def test_save_pictures_begins_anew():
    """save_pictures() begins with empty pictures in each call, also for no image at all, and leaves no figure open."""
    history, wrong = to_draw()
    short = {name: values[:1] for name, values in history.items()}
    nothing = tuple(values[:0] for values in wrong)
    one = tuple(values[:1] for values in wrong)
    calls = [(history, one), (short, nothing), (history, one)]
    (first, second, third), figures, left = observe(pictures, calls)
    assert box(first[NAMES[0]], second[NAMES[0]]) != (0, 0, 0, 0), "another history is another picture"
    assert_close(third, first)
    assert figures == 0, "figures that are open in matplotlib.pyplot after three calls"
    assert_close(left, calls)


def held_out_logits(training, validation, images):
    model, epochs = classifier.build_model(8, 1, 10), 6
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    loaders = (DataLoader(TensorDataset(*part), 32, shuffle=True) for part in (training, validation))
    classifier.fit(model, optimizer, scheduler, nn.CrossEntropyLoss(), *loaders, epochs)
    model.eval()
    with torch.no_grad():
        return model(images)


@pytest.mark.points(2)
@pytest.mark.timeout(20)
def test_the_classifier_reads_digits_it_has_never_seen():
    """build_model() and fit() together make a network that is right for 96 % of digits that it has never seen."""
    images, target = digits()
    images, target = images.unsqueeze(1) / 16, target.long()
    # The same split in each run: from split to split, accuracy varies more than from network to network.
    order = torch.randperm(len(target), generator=torch.Generator().manual_seed(2))
    test, *parts = order[:450], order[600:], order[450:600]
    training, validation = ((images[part], target[part]) for part in parts)
    accuracy, loss, networks = 0.0, 0.0, 0
    while accuracy < 0.96 and networks < 2:  # a second one, for a good network may once be unlucky
        logits = observe(held_out_logits, training, validation, images[test])
        accuracy = (logits.argmax(1) == target[test]).double().mean().item()
        loss = nn.functional.cross_entropy(logits, target[test]).item()
        networks += 1
    assert accuracy >= 0.96, "of 450 digits that were not in training, the share that is right"
    assert loss < 0.5, "the mean loss on these digits"
