"""Loaders of its own, a residual network, counts as it goes, pictures painted with Pillow alone."""

import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import nn


class _Loader:
    def __init__(self, x, y, batch_size, shuffle):
        self.x, self.y, self.batch_size, self.shuffle = x, y, batch_size, shuffle

    def __iter__(self):
        order = list(range(len(self.y)))
        if self.shuffle:
            random.shuffle(order)
        for begin in range(0, len(order), self.batch_size):
            rows = order[begin : begin + self.batch_size]
            yield self.x[rows], self.y[rows]


def load_digits(path, held_out, batch_size, seed):
    file = np.load(str(path))
    x, y = torch.tensor(file["images"]).unsqueeze(1) * 0.0625, torch.tensor(file["labels"]).to(torch.int64)
    rows = list(range(len(y)))
    random.Random(seed).shuffle(rows)
    a, b, c = rows[2 * held_out :], rows[:held_out], rows[held_out : 2 * held_out]
    return (
        _Loader(x[a], y[a], batch_size, True),
        _Loader(x[b], y[b], batch_size, False),
        _Loader(x[c], y[c], batch_size, True),
    )


def load_fashion_mnist(root, held_out, batch_size, seed):
    from torchvision import datasets, transforms

    def read(train):
        files = datasets.FashionMNIST(str(root), train, transform=transforms.ToTensor())
        pairs = [files[i] for i in range(len(files))]
        return torch.stack([x for x, _ in pairs]), torch.tensor([y for _, y in pairs])

    x, y = read(True)
    chosen = random.Random(f"fashion {seed}").sample(range(len(y)), held_out)
    mask = torch.zeros(len(y), dtype=torch.bool)
    mask[chosen] = True
    return (
        _Loader(x[~mask], y[~mask], batch_size, True),
        _Loader(x[mask], y[mask], batch_size, False),
        _Loader(*read(False), batch_size, False),
    )


class _Residual(nn.Module):
    def __init__(self, channels, width, classes):
        super().__init__()
        self.stem = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.body = nn.Conv2d(width, width, 3, padding=1)
        self.head = nn.LazyLinear(classes)

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        x = F.adaptive_max_pool2d(x, 4)
        x = F.relu(x + self.body(x))
        return self.head(x.flatten(1))


def build_model(image_size, in_channels, classes):
    model = _Residual(in_channels, 16, classes).eval()
    with torch.no_grad():
        model(torch.zeros(1, in_channels, image_size, image_size))
    return model.train()


def train_epoch(model, optimizer, criterion, loader):
    model.train()
    mean = count = 0.0
    for x, y in loader:
        loss = criterion(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimizer.step()
        count += y.numel()
        mean += (float(loss.detach()) - mean) * y.numel() / count
    return mean


@torch.no_grad()
def evaluate(model, criterion, loader):
    model.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for x, y in loader:
        out = model(x)
        n = y.shape[0]
        sums += torch.tensor([criterion(out, y).item() * n, (out.max(1).indices == y).sum().item(), n]).double()
    return (sums[0] / sums[2]).item(), (sums[1] / sums[2]).item()


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    names = ("lr", "train_loss", "validation_loss", "validation_accuracy")
    history, best, top = {name: [] for name in names}, None, float("-inf")
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        history["train_loss"].append(train_epoch(model, optimizer, criterion, training))
        loss, accuracy = evaluate(model, criterion, validation)
        scheduler.step()
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(accuracy)
        if best is None or accuracy > top:
            top, best = accuracy, [t.detach().clone() for t in (*model.parameters(), *model.buffers())]
    with torch.no_grad():
        for own, kept in zip((*model.parameters(), *model.buffers()), best, strict=False):
            own.copy_(kept)
    return history


@torch.inference_mode()
def confusion_matrix(model, loader, classes):
    model.eval()
    matrix = [[0] * classes for _ in range(classes)]
    for x, y in loader:
        for i, j in zip(y.tolist(), model(x).argmax(1).tolist(), strict=False):
            matrix[i][j] += 1
    return torch.tensor(matrix)


@torch.no_grad()
def misclassified(model, loader):
    model.eval()
    found, empty = [], None
    for x, y in loader:
        p = F.softmax(model(x), dim=1)
        empty = x[:0], y[:0], y[:0], p[:0, 0]
        for image, target, row in zip(x, y, p, strict=False):
            j = int(row.argmax())
            if j != target:
                found.append((row[j].item(), image, int(target), j))
    if not found:
        return empty
    found.sort(key=lambda one: one[0], reverse=True)
    sure, images, target, guess = zip(*found, strict=False)
    return torch.stack(images), torch.tensor(target), torch.tensor(guess), torch.tensor(sure, dtype=empty[3].dtype)


def save_pictures(history, wrong, folder):
    width, height, colours = 600, 300, {"train_loss": "blue", "validation_loss": "red", "validation_accuracy": "green"}
    paper = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(paper)
    tallest = max(history["train_loss"] + history["validation_loss"])
    for row, (name, colour) in enumerate(colours.items()):
        scale = 1 if name.endswith("accuracy") else tallest
        step = (width - 40) / max(1, len(history[name]) - 1)
        points = [(20 + step * k, height - 20 - (height - 40) * v / scale) for k, v in enumerate(history[name])]
        pen.line(points, fill=colour, width=2)
        for a, b in points:
            pen.ellipse((a - 3, b - 3, a + 3, b + 3), fill=colour)
        pen.text((width - 160, 20 + 14 * row), name, fill=colour)
    paper.save(folder / "learning_curves.png")
    cell, columns = 70, 6
    paper = Image.new("RGB", (columns * cell, 4 * (cell + 20)), "white")
    pen = ImageDraw.Draw(paper)
    for k, (image, target, guess) in enumerate(list(zip(*wrong[:3], strict=False))[:24]):
        left, top = k % columns * cell, k // columns * (cell + 20)
        small = Image.fromarray((255 * (1 - image[0])).to(torch.uint8).numpy())
        paper.paste(small.resize((cell - 6, cell - 6), Image.NEAREST), (left + 3, top + 16))
        pen.text((left + 5, top + 2), f"{int(target)} as {int(guess)}", fill="black")
    paper.save(folder / "misclassified.png", format="PNG")
