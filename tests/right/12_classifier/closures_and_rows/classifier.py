"""Steps with a closure, one look for everything, a wide perceptron, batches cut from a tensor, no axes."""

from functools import reduce
from itertools import repeat

import numpy
import torch
from torch import nn


class _Cut(list):
    """Batches made anew in each pass."""

    def __init__(self, images, target, size, again):
        super().__init__()
        self.give = lambda: (images, target, torch.randperm(len(target)) if again else torch.arange(len(target)))
        self.size = size

    def __iter__(self):
        images, target, order = self.give()
        return ((images[part], target[part]) for part in order.split(self.size))

    def __len__(self):
        return -(-len(self.give()[1]) // self.size)


def _split(images, target, sizes, seed):
    rank = torch.rand(len(target), generator=torch.Generator().manual_seed(seed)).argsort()
    return [(images[rows], target[rows]) for rows in rank.split(sizes)]


def load_digits(path, held_out, batch_size, seed):
    file = numpy.load(path)
    images = torch.from_numpy(file["images"].astype(numpy.float32) / 16.0).view(-1, 1, 8, 8)
    target = torch.from_numpy(file["labels"].astype(int))
    parts = _split(images, target, [held_out, held_out, len(target) - 2 * held_out], seed)[::-1]
    return tuple(_Cut(*part, batch_size, number == 0) for number, part in enumerate(parts))


def load_fashion_mnist(root, held_out, batch_size, seed):
    from torchvision.datasets.mnist import read_image_file, read_label_file

    def read(name):
        start = str(root / "FashionMNIST" / "raw" / name)
        images = read_image_file(f"{start}-images-idx3-ubyte")
        return images[:, None].true_divide(255), read_label_file(f"{start}-labels-idx1-ubyte")

    images, target = read("train")
    validation, training = _split(images, target, [held_out, len(target) - held_out], seed)
    test = read("t10k")
    return _Cut(*training, batch_size, True), _Cut(*validation, batch_size, False), _Cut(*test, batch_size, False)


def build_model(image_size, in_channels, classes):
    class Perceptron(nn.Linear):
        def __init__(self):
            super().__init__(in_channels * image_size**2, 200)
            self.norm = nn.BatchNorm1d(200)
            self.top = nn.Parameter(torch.zeros(classes, 200))

        def forward(self, images):
            return torch.einsum("nh,ch->nc", self.norm(super().forward(images.flatten(1))).relu(), self.top)

    return Perceptron()


def train_epoch(model, optimizer, criterion, loader):
    [module.train() for module in model.modules()]

    def step(so_far, batch):
        images, target = batch

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(images), target)
            loss.backward()
            return loss

        loss = optimizer.step(closure).item()
        return so_far[0] + loss * len(images), so_far[1] + len(images)

    total, samples = reduce(step, loader, (0.0, 0))
    return total / samples


def _look(model, loader):
    model.requires_grad_(False)
    model.eval()
    try:
        return [torch.cat(column) for column in zip(*[(x, y, model(x).detach()) for x, y in loader], strict=False)]
    finally:
        model.requires_grad_(True)


def evaluate(model, criterion, loader):
    _, target, logits = _look(model, loader)
    right = (logits.topk(1).indices == target[:, None]).double()
    return criterion(logits, target).item(), right.mean().item()


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    def epoch(_):
        lr = float(scheduler.get_last_lr()[0])
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        loss, accuracy = evaluate(model, criterion, validation)
        return (lr, train_loss, loss, accuracy), {k: v.clone() for k, v in model.state_dict().items()}

    rows, states = zip(*map(epoch, repeat(None, epochs)), strict=False)
    best = max(range(epochs), key=lambda number: (rows[number][3], -number))
    model.load_state_dict(states[best])
    lr, train_loss, loss, accuracy = map(list, zip(*rows, strict=False))
    return {"lr": lr, "validation_accuracy": accuracy, "validation_loss": loss, "train_loss": train_loss}


def confusion_matrix(model, loader, classes):
    _, target, logits = _look(model, loader)
    hot = torch.nn.functional.one_hot
    return hot(target, classes).T @ hot(logits.argmax(1), classes)


def misclassified(model, loader):
    images, target, logits = _look(model, loader)
    logarithm, guess = logits.log_softmax(1).max(1)
    rows = sorted(torch.nonzero(guess - target)[:, 0].tolist(), key=lambda row: logarithm[row].item())[::-1]
    return images[rows], target[rows], guess[rows], logarithm[rows].exp()


def save_pictures(history, wrong, folder):
    from matplotlib import pyplot as plt

    with plt.style.context("ggplot"):
        figure, axes = plt.subplot_mosaic([["loss", "loss"], ["accuracy", "accuracy"]])
        for name, values in history.items():
            if name != "lr":
                axes[name.split("_")[1]].plot(values, drawstyle="steps-mid", label=name)
        [axis.legend() for axis in axes.values()]
        figure.savefig(folder / "learning_curves.png", bbox_inches="tight")
        plt.close(figure)
        figure = plt.figure(figsize=(4, 4), dpi=160)
        for number, (image, target, guess, sure) in enumerate(zip(*(part[:25] for part in wrong), strict=False)):
            left, bottom = 0.2 * (number % 5), 0.8 - 0.2 * (number // 5)
            figure.figimage(
                numpy.kron(image[0].numpy(), numpy.ones((80 // image.shape[1],) * 2)),
                xo=640 * left,
                yo=640 * bottom,
                cmap="gray",
                vmin=0,
                vmax=1,
                origin="upper",
            )
            figure.text(left, bottom + 0.14, f"{target}:{guess} {sure:.2f}", fontsize=6)
        figure.savefig(folder / "misclassified.png")
        plt.close(figure)
