"""A classifier: five steps from files to pictures. Read README.md, then run: pytest katas/12_classifier"""

from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

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
    # TODO: Read the file, scale the images, draw the three parts, and make a loader of each; only one shuffles.
    raise NotImplementedError("load_digits: not written yet")


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
    # TODO: Do the same with the training files of Fashion-MNIST; the test part is the test files.
    raise NotImplementedError("load_fashion_mnist: not written yet")


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
    # TODO: Put a small network together whose sizes follow from the three arguments.
    raise NotImplementedError("build_model: not written yet")


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
    # TODO: Switch to training mode; clear, forward, backward, step for each batch; add up the samples' losses.
    raise NotImplementedError("train_epoch: not written yet")


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
    # TODO: Switch to eval mode; without a graph, add up losses and right answers, and divide once.
    raise NotImplementedError("evaluate: not written yet")


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
    # TODO: Train, let the scheduler step, evaluate, note it, keep a copy of the best weights; put them back at the end.
    raise NotImplementedError("fit: not written yet")


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
    # TODO: Count the pairs of class and prediction over all batches.
    raise NotImplementedError("confusion_matrix: not written yet")


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
    # TODO: Collect what is wrong over all batches, and sort it by probability.
    raise NotImplementedError("misclassified: not written yet")


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
    # TODO: Draw the curves and the images, each picture on a new figure, and save them into the folder.
    raise NotImplementedError("save_pictures: not written yet")
