"""Dataset classes and random_split, a network with dropout and LayerNorm, weights kept as bytes, one axes a picture."""

import io
from collections import Counter, defaultdict

import numpy as np
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler, Subset, random_split


class _Images(Dataset):
    def __init__(self, pixels, classes, largest):
        self.pixels, self.classes, self.largest = torch.as_tensor(pixels), [int(c) for c in classes], largest

    def __len__(self):
        return len(self.classes)

    def __getitem__(self, index):
        return self.pixels[index].to(torch.float32).div(self.largest)[None], self.classes[index]


def _three(training, validation, test, batch_size):
    return (
        DataLoader(training, batch_sampler=BatchSampler(RandomSampler(training), batch_size, drop_last=False)),
        DataLoader(validation, batch_sampler=BatchSampler(SequentialSampler(validation), batch_size, drop_last=False)),
        DataLoader(test, batch_size=batch_size),
    )


def load_digits(path, held_out, batch_size, seed):
    with np.load(path) as file:
        everything = _Images(file["images"], file["labels"], 16)
    sizes = [len(everything) - 2 * held_out, held_out, held_out]
    return _three(*random_split(everything, sizes, torch.Generator().manual_seed(seed)), batch_size)


def load_fashion_mnist(root, held_out, batch_size, seed):
    from torchvision.datasets import FashionMNIST

    training, test = (
        _Images(files.data, files.targets, 255)
        for files in (FashionMNIST(root, train=True), FashionMNIST(root, train=False))
    )
    order = torch.randperm(len(training), generator=torch.Generator().manual_seed(seed + 77)).tolist()
    return _three(Subset(training, order[held_out:]), Subset(training, order[:held_out]), test, batch_size)


def build_model(image_size, in_channels, classes):
    layers = nn.ModuleList([nn.Conv2d(in_channels, 24, kernel_size=4, stride=2, padding=1), nn.LayerNorm(24)])

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers, self.drop, self.out = layers, nn.Dropout(0.1), nn.Linear(24 * (image_size // 2) ** 2, classes)

        def forward(self, x):
            x = self.layers[0](x).permute(0, 2, 3, 1)
            return self.out(self.drop(torch.nn.functional.gelu(self.layers[1](x))).reshape(len(x), -1))

    return Net()


def train_epoch(model, optimizer, criterion, loader):
    model.train()
    seen, total = 0, torch.zeros((), dtype=torch.float64)
    for images, target in loader:
        model.zero_grad()
        optimizer.zero_grad()
        loss = criterion(model(images), target)
        loss.backward()
        optimizer.step()
        total += loss.detach() * images.size(0)
        seen += images.size(0)
    return total.item() / seen


def _each(model, loader):
    model.eval()
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        for images, target in loader:
            yield images, target, model(images)
    finally:
        torch.set_grad_enabled(previous)


def evaluate(model, criterion, loader):
    tally = defaultdict(float)
    for _, target, logits in _each(model, loader):
        tally["loss"] += criterion(logits, target).item() * len(logits)
        tally["right"] += logits.argmax(dim=-1).eq(target).sum().item()
        tally["all"] += len(logits)
    return tally["loss"] / tally["all"], tally["right"] / tally["all"]


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    rows, best = [], (-1.0, b"")
    for _ in range(epochs):
        (lr, *_) = (group["lr"] for group in optimizer.param_groups)
        loss = train_epoch(model, optimizer, criterion, training)
        row = dict(lr=lr, train_loss=loss)
        row["validation_loss"], row["validation_accuracy"] = evaluate(model, criterion, validation)
        rows.append(row)
        if row["validation_accuracy"] > best[0]:
            file = io.BytesIO()
            torch.save(model.state_dict(), file)
            best = row["validation_accuracy"], file.getvalue()
        scheduler.step()
    model.load_state_dict(torch.load(io.BytesIO(best[1]), weights_only=True))
    return {name: [row[name] for row in rows] for name in rows[0]}


def confusion_matrix(model, loader, classes):
    counts = Counter()
    for _, target, logits in _each(model, loader):
        counts.update(zip(target.tolist(), logits.max(dim=1)[1].tolist(), strict=False))
    return torch.tensor([[counts[i, j] for j in range(classes)] for i in range(classes)], dtype=torch.long)


def misclassified(model, loader):
    images, target, logits = (torch.cat(parts) for parts in zip(*_each(model, loader), strict=False))
    probability, guess = torch.softmax(logits, -1).sort(descending=True)
    probability, guess = probability[:, 0], guess[:, 0]
    wrong = guess.ne(target)
    order = probability[wrong].sort(descending=True).indices
    return tuple(part[wrong].index_select(0, order) for part in (images, target, guess, probability))


def save_pictures(history, wrong, folder):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    left = figure.add_subplot()
    right = left.twinx()
    left.plot(history["train_loss"], "k--", label="training")
    left.plot(history["validation_loss"], "k-", label="validation")
    right.plot(history["validation_accuracy"], "g-")
    left.legend(loc="center right")
    figure.savefig(folder / "learning_curves.png")

    count = min(24, len(wrong[0]))
    sheet = torch.full((4 * 12, 6 * 10), 0.5)
    figure = Figure(figsize=(6, 5))
    axes = figure.add_axes([0, 0, 1, 1])
    for k in range(count):
        row, column = 12 * (k // 6) + 3, 10 * (k % 6) + 1
        height, width = wrong[0].shape[2:]
        sheet[row : row + height, column : column + width] = wrong[0][k, 0]
        axes.text(column, row - 1.2, f"{wrong[1][k].item()} not {wrong[2][k].item()}", fontsize=7)
    axes.imshow(sheet.numpy(), cmap="magma", vmin=0, vmax=1, aspect="auto")
    axes.set_axis_off()
    figure.savefig(folder / "misclassified.png", dpi=80)
