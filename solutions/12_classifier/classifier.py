"""A classifier: five steps from files to pictures. Read README.md, then run: pytest katas/12_classifier"""

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs of images (batch, channels, height, width) and target (batch,), the class indices; can be gone through again
and again, as a DataLoader or a list."""


def load_digits(path: Path, held_out: int, batch_size: int, seed: int) -> tuple[Batches, Batches, Batches]:
    """Return loaders over three parts of the digits: to train with, to choose by (validation), to test with.

    Args:
        path: a file as digits.npz, with `images` (count, 8, 8), whole numbers from 0 to 16, and `labels` (count,).
        held_out: how many images the validation part has, and how many the test part; the others are to train with.
        batch_size: how many images a batch has; the last one of a pass may have fewer.
        seed: decides which image is in which part.

    Returns:
        The loaders for training, validation and test, each of pairs of images (batch, 1, 8, 8), float32 from 0 to 1,
        and target (batch,), int64.

    Example: load_digits(Path("katas/12_classifier/digits.npz"), 300, 32, seed=0) -> loaders over 1197, 300 and 300
        images
    """
    with np.load(path) as file:
        images = torch.from_numpy(file["images"]).unsqueeze(1).float() / 16
        target = torch.from_numpy(file["labels"]).long()
    order = torch.randperm(len(target), generator=torch.Generator().manual_seed(seed))
    test, validation, training = order[:held_out], order[held_out : 2 * held_out], order[2 * held_out :]
    return (
        _loader(images[training], target[training], batch_size, shuffle=True),
        _loader(images[validation], target[validation], batch_size),
        _loader(images[test], target[test], batch_size),
    )


def _loader(images: Tensor, target: Tensor, batch_size: int, shuffle: bool = False) -> Batches:
    return DataLoader(TensorDataset(images, target), batch_size, shuffle=shuffle)


def load_fashion_mnist(root: Path, held_out: int, batch_size: int, seed: int) -> tuple[Batches, Batches, Batches]:
    """Return the same three loaders over Fashion-MNIST, whose test images are files of their own.

    Args:
        root: the folder whose FashionMNIST/raw holds the four unpacked files, as torchvision.datasets.FashionMNIST
            wants it.
        held_out: how many of the images of the training files the validation part has; the others are to train with.
        batch_size: how many images a batch has; the last one of a pass may have fewer.
        seed: decides which of these images is in which part.

    Returns:
        The loaders for training, validation and test (all images of the test files), each of pairs of images
        (batch, 1, 28, 28), float32 from 0 to 1, and target (batch,), int64.

    Example: load_fashion_mnist(Path("data"), 5000, 128, seed=0) -> loaders over 55000, 5000 and 10000 images
    """
    from torchvision.datasets import FashionMNIST  # takes a second, and only this function needs it

    def tensors(train: bool) -> tuple[Tensor, Tensor]:
        files = FashionMNIST(root, train=train)
        return files.data.unsqueeze(1).float() / 255, files.targets.long()

    images, target = tensors(train=True)
    order = torch.randperm(len(target), generator=torch.Generator().manual_seed(seed))
    validation, training = order[:held_out], order[held_out:]
    return (
        _loader(images[training], target[training], batch_size, shuffle=True),
        _loader(images[validation], target[validation], batch_size),
        _loader(*tensors(train=False), batch_size),
    )


def build_model(image_size: int, in_channels: int, classes: int) -> nn.Module:
    """Return a new network that maps images to logits.

    Args:
        image_size: height and width of the images, 8 or more.
        in_channels: how many channels the images have.
        classes: how many classes there are.

    Returns:
        A module from (batch, in_channels, image_size, image_size) to logits (batch, classes), in eval mode also for a
        batch of 1.

    Example: build_model(8, 1, 10)(torch.rand(5, 1, 8, 8)).shape -> (5, 10)
    """
    return nn.Sequential(
        *[nn.Conv2d(in_channels, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
        nn.Flatten(),
        nn.Linear(32 * (image_size // 4) ** 2, classes),
    )


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, criterion: nn.Module, loader: Batches) -> float:
    """Train for one epoch, in training mode, with one update for each batch, and return the mean loss.

    Args:
        model: maps images to logits (batch, classes); in any mode, and its parameters may hold old gradients.
        optimizer: any over the model's parameters whose step() needs no argument.
        criterion: maps logits and target to a scalar, the mean over the samples.
        loader: the batches of the epoch, of unequal sizes.

    Returns:
        The mean over all samples of their losses, each before its batch's update, as a Python float.

    Example: batches of 3 and 1 samples with the losses 2.0 and 6.0 -> 3.0
    """
    model.train()
    total, samples = 0.0, 0
    for images, target in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), target)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(target)
        samples += len(target)
    return total / samples


def evaluate(model: nn.Module, criterion: nn.Module, loader: Batches) -> tuple[float, float]:
    """Return the mean loss and the accuracy on a loader's samples, in eval mode and without a graph.

    Args:
        model: maps images to logits (batch, classes); in any mode.
        criterion: maps logits and target to a scalar, the mean over the samples.
        loader: batches of unequal sizes.

    Returns:
        The loss and the share of samples that are classified correctly, from 0 to 1, two Python floats in which each
        sample counts the same.

    Example: batches of 3 and 1 samples with the losses 2.0 and 6.0, of which 3 and 0 are right -> (3.0, 0.75)
    """
    model.eval()
    total, correct, samples = 0.0, 0, 0
    with torch.inference_mode():
        for images, target in loader:
            logits = model(images)
            total += criterion(logits, target).item() * len(target)
            correct += int((logits.argmax(dim=1) == target).sum())
            samples += len(target)
    return total / samples, correct / samples


def fit(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler,
    criterion: nn.Module,
    training: Batches,
    validation: Batches,
    epochs: int,
) -> dict[str, list[float]]:
    """Train for some epochs, leave the best epoch's weights in the model, and return what was measured.

    Args:
        model: maps images to logits (batch, classes).
        optimizer: any over the model's parameters whose step() needs no argument.
        scheduler: changes the optimizer's learning rate; its step() needs no argument.
        criterion: maps logits and target to a scalar, the mean over the samples.
        training: batches to train with.
        validation: batches to evaluate on after each epoch, and nothing else.
        epochs: how many, 1 or more.

    Returns:
        Four lists with a Python float for each epoch: "lr", the rate that its updates were made with (in the first
        parameter group), "train_loss", its mean loss, and "validation_loss" and "validation_accuracy" after it.

    Example: three epochs whose validation accuracies are 0.5, 0.9, 0.8 -> {"lr": [0.1, 0.1, 0.05], "train_loss":
        [1.9, 0.8, 0.6], ..., "validation_accuracy": [0.5, 0.9, 0.8]}, and the model is that of the second epoch
    """
    history: dict[str, list[float]] = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best: dict[str, Tensor] = {}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        loss, accuracy = evaluate(model, criterion, validation)
        if not best or accuracy > max(history["validation_accuracy"]):
            best = copy.deepcopy(model.state_dict())
        history["lr"].append(float(lr))
        history["train_loss"].append(train_loss)
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(accuracy)
    model.load_state_dict(best)
    return history


def _answers(model: nn.Module, loader: Batches) -> tuple[Tensor, Tensor, Tensor]:
    """Return images, target and logits of all batches, in eval mode and without a graph."""
    model.eval()
    with torch.no_grad():
        images, target, logits = zip(*((images, target, model(images)) for images, target in loader), strict=True)
    return torch.cat(images), torch.cat(target), torch.cat(logits)


def confusion_matrix(model: nn.Module, loader: Batches, classes: int) -> Tensor:
    """Return how many samples of each class the model takes for which, in eval mode and without a graph.

    Args:
        model: maps images to logits (batch, classes); in any mode.
        loader: batches in which not every class needs to occur.
        classes: how many classes there are.

    Returns:
        (classes, classes), int64: in row i and column j stands how many samples of class i were taken for class j.

    Example: 2 classes, targets [0, 0, 1], predictions [0, 1, 1] -> [[1, 1], [0, 1]]
    """
    _, target, logits = _answers(model, loader)
    pairs = target * classes + logits.argmax(dim=1)
    return torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def misclassified(model: nn.Module, loader: Batches) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the samples that the model gets wrong, those first of which it is most sure.

    Args:
        model: maps images to logits (batch, classes); in any mode.
        loader: batches of images and target.

    Returns:
        Four tensors with an entry for each misclassified sample: images (count, channels, height, width), target
        (count,), int64, prediction (count,), int64, and the probability of the prediction by softmax, (count,), which
        never rises from entry to entry. If all are right, count is 0.

    Example: 2 classes, logits [[0., 2.], [3., 0.], [0., 9.]], target [0, 0, 0] -> the third image and the first,
        target [0, 0], prediction [1, 1], probability [0.9999, 0.8808]
    """
    images, target, logits = _answers(model, loader)
    probability, prediction = logits.softmax(dim=1).max(dim=1)
    wrong = (prediction != target).nonzero().flatten()
    order = wrong[probability[wrong].argsort(descending=True)]
    return images[order], target[order], prediction[order], probability[order]


def save_pictures(history: dict[str, list[float]], wrong: tuple[Tensor, Tensor, Tensor, Tensor], folder: Path) -> None:
    """Save two pictures of a training: learning_curves.png and misclassified.png.

    Args:
        history: what fit() returns.
        wrong: what misclassified() returns, for images with one channel and values from 0 to 1; count may be 0.
        folder: an existing folder; older pictures of these names are replaced.

    Returns:
        None; the files are there.

    Example: save_pictures(history, misclassified(model, test), Path(".")) -> two files in the current folder
    """
    _draw_curves(history).savefig(folder / "learning_curves.png")
    _draw_images(*wrong).savefig(folder / "misclassified.png")


def _draw_curves(history: dict[str, list[float]]) -> "Figure":
    from matplotlib.figure import Figure  # takes a moment, and only pictures need it

    accuracies = history["validation_accuracy"]
    epochs, best = range(1, len(accuracies) + 1), accuracies.index(max(accuracies))
    figure = Figure(figsize=(9, 3.6), dpi=110)
    figure.subplots_adjust(left=0.07, right=0.98, bottom=0.14, top=0.9, wspace=0.17)
    losses, accuracy = figure.subplots(1, 2)
    losses.plot(epochs, history["train_loss"], ".-", color="C0", label="training")
    losses.plot(epochs, history["validation_loss"], ".-", color="C1", label="validation")
    losses.set_title("mean loss", y=1.02)
    losses.set(xlabel="epoch", ylim=(0, None))
    losses.legend(frameon=False, loc="upper right")
    accuracy.plot(epochs, accuracies, ".-", color="C1")
    accuracy.plot(best + 1, accuracies[best], "o", color="C3", ms=9, mfc="none", mew=2)
    accuracy.set_title(f"validation accuracy, best {accuracies[best]:.1%} after epoch {best + 1}", y=1.02)
    accuracy.set(xlabel="epoch")
    for axes in (losses, accuracy):
        axes.grid(alpha=0.3)
        axes.xaxis.get_major_locator().set_params(integer=True, nbins=8)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _draw_images(images: Tensor, target: Tensor, prediction: Tensor, probability: Tensor) -> "Figure":
    from matplotlib.figure import Figure

    most, columns = 24, 8
    shown = min(len(images), most)
    rows = max(1, -(-shown // columns))
    height = 0.5 + 1.6 * rows  # inches: a title, and a row with two lines of writing above each image
    figure = Figure(figsize=(9, height), dpi=110)
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.1 / height, top=1 - 0.85 / height, hspace=0.45)
    more = f", here the {most} surest" if len(images) > most else ""
    title = f"{len(images)} misclassified{more}: the class, what it was taken for, how surely"
    figure.text(0.5, 1 - 0.25 / height, title, ha="center", va="center", fontsize=12)
    for index in range(shown):
        axes = figure.add_subplot(rows, columns, index + 1)
        axes.imshow(images[index, 0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(f"{target[index]} → {prediction[index]}\n{probability[index]:.0%}", y=1.02, fontsize=10)
        axes.set(xticks=[], yticks=[])
    return figure
