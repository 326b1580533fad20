"""Everything in classes: a splitter, a trainer with accumulators, pictures by pcolormesh."""

import contextlib
import copy
import math
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, StackDataset


@dataclass
class _Mean:
    values: list = field(default_factory=list)

    def add(self, value, count):
        self.values += [value] * count

    @property
    def result(self):
        return math.fsum(self.values) / len(self.values)


class _Splitter:
    def __init__(self, seed, batch_size):
        self.generator, self.batch_size = torch.Generator(), batch_size
        self.generator.manual_seed(seed)

    def cut(self, images, labels, sizes):
        marks = torch.multinomial(torch.ones(len(labels)), len(labels), generator=self.generator)
        begin = 0
        for size in sizes:
            rows, begin = marks[begin : begin + size].sort().values, begin + size
            yield images[rows], labels[rows]

    def loader(self, part, **options):
        return DataLoader(StackDataset(*part), batch_size=self.batch_size, num_workers=0, **options)


def _as_images(array, top):
    return torch.from_numpy(np.ascontiguousarray(array)).to(torch.get_default_dtype()).divide_(top).unsqueeze_(1)


def load_digits(path, held_out, batch_size, seed):
    file = dict(np.load(path))
    images, labels = _as_images(file["images"], 16), torch.from_numpy(file["labels"]).type(torch.LongTensor)
    splitter = _Splitter(seed, batch_size)
    test, choose, learn = splitter.cut(images, labels, [held_out, held_out, len(labels) - 2 * held_out])
    own = torch.Generator().manual_seed(seed)
    return splitter.loader(learn, shuffle=True, generator=own), splitter.loader(choose), splitter.loader(test)


def load_fashion_mnist(root, held_out, batch_size, seed):
    from torchvision.datasets import FashionMNIST

    learn, test = FashionMNIST(root), FashionMNIST(root, train=False)
    splitter = _Splitter(seed, batch_size)
    parts = splitter.cut(_as_images(learn.data.numpy(), 255), learn.targets, [held_out, len(learn) - held_out])
    choose, rest = parts
    last = _as_images(test.data.numpy(), 255), test.targets
    return splitter.loader(rest, shuffle=True), splitter.loader(choose), splitter.loader(last)


def build_model(image_size, in_channels, classes):
    def block(a, b):
        return nn.Sequential(nn.Conv2d(a, b, 3, padding="same"), nn.GroupNorm(4, b), nn.SiLU())

    size = image_size
    model = nn.Sequential()
    model.append(block(in_channels, 16))
    model.append(nn.AvgPool2d(2))
    model.append(nn.Flatten(start_dim=-3))
    model.append(nn.Linear(16 * (size // 2) * (size // 2), 64))
    model.append(nn.LeakyReLU())
    model.append(nn.Linear(64, classes))
    return model


class _Trainer:
    def __init__(self, model, criterion, optimizer=None):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer

    @contextlib.contextmanager
    def looking(self):
        before = {module: module.training for module in self.model.modules()}
        self.model.eval()
        with torch.inference_mode():
            yield
        for module, mode in before.items():
            module.training = mode

    def learn(self, loader):
        self.model.train()
        mean = _Mean()
        for images, target in loader:
            output = self.model(images)
            loss = self.criterion(output, target)
            parameters = [p for p in self.model.parameters() if p.requires_grad]
            for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=False):
                parameter.grad = slope
            self.optimizer.step()
            mean.add(loss.item(), len(target))
        return mean.result

    def look(self, loader):
        with self.looking():
            return [(images, target, self.model(images)) for images, target in loader]


def train_epoch(model, optimizer, criterion, loader):
    return _Trainer(model, criterion, optimizer).learn(loader)


def evaluate(model, criterion, loader):
    loss, accuracy = _Mean(), _Mean()
    for _, target, logits in _Trainer(model, criterion).look(loader):
        loss.add(criterion(logits, target).item(), len(target))
        accuracy.values += (logits.argmax(1) == target).tolist()
    return loss.result, accuracy.result


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    trainer, best, history = _Trainer(model, criterion, optimizer), None, {}

    def note(**values):
        for name, value in values.items():
            history.setdefault(name, []).append(value)

    for _ in range(epochs):
        note(lr=optimizer.param_groups[0]["lr"], train_loss=trainer.learn(training))
        scheduler.step()
        note(
            **dict(
                zip(("validation_loss", "validation_accuracy"), evaluate(model, criterion, validation), strict=False)
            )
        )
        accuracy = history["validation_accuracy"][-1]
        if best is None or accuracy > best[0]:
            best = accuracy, copy.deepcopy(model)
    model.load_state_dict(best[1].state_dict())
    return history


def confusion_matrix(model, loader, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.long)
    for _, target, logits in _Trainer(model, None).look(loader):
        ones = torch.ones_like(target)
        matrix.index_put_((target.clone(), logits.argmax(1)), ones, accumulate=True)
    return matrix


def misclassified(model, loader):
    found = []
    for images, target, logits in _Trainer(model, None).look(loader):
        sure, guess = torch.softmax(logits, 1).max(1)
        found.append([part[guess != target] for part in (images, target, guess, sure)])
    images, target, guess, sure = (torch.cat(parts).clone() for parts in zip(*found, strict=False))
    order = torch.argsort(-sure)
    return tuple(part[order] for part in (images, target, guess, sure))


def save_pictures(history, wrong, folder):
    import matplotlib.pyplot as plt

    plt.rcParams["figure.max_open_warning"] = 0
    x = range(1, 1 + len(history["lr"]))
    figure = plt.figure("curves", clear=True)
    for place, names in ((211, ["train_loss", "validation_loss"]), (212, ["validation_accuracy"])):
        axes = figure.add_subplot(place)
        for name in names:
            axes.step(x, history[name], where="mid", marker="s", label=name)
        axes.legend()
    figure.tight_layout()
    figure.savefig(folder / "learning_curves.png")
    plt.close(figure)
    figure, axes = plt.subplots(1, 1, figsize=(8, 8), num="wrong", clear=True)
    for k, (image, *words) in enumerate(zip(*(part[:24] for part in wrong), strict=False)):
        height, width = image.shape[1:]
        x0, y0 = k % 5 * 1.3, k // 5 * 1.5
        axes.pcolormesh(
            np.linspace(x0, x0 + 1, width + 1), np.linspace(y0, y0 + 1, height + 1), image[0].numpy(), vmin=0, vmax=1
        )
        axes.annotate(f"{words[0]} / {words[1]}", (x0, y0 - 0.05))
    axes.set(xlim=(0, 6.5), ylim=(7.5, -0.3), aspect="equal", title=f"{len(wrong[0])} wrong")
    figure.savefig(folder / "misclassified.png", dpi=60)
    plt.close("all")
