"""NumPy wherever it can, an idx reader by hand, a multilayer perceptron, pyplot with a grid of axes."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def _loaders(parts, batch_size):
    made = []
    for number, (x, y) in enumerate(parts):
        dataset = TensorDataset(torch.tensor(x, dtype=torch.float32)[:, None], torch.tensor(y, dtype=torch.int64))
        made.append(DataLoader(dataset, batch_size=batch_size, shuffle=number == 0))
    return tuple(made)


def load_digits(path, held_out, batch_size, seed):
    file = np.load(path, allow_pickle=False)
    x, y = file["images"] / np.float32(16), file["labels"].astype(np.int64)
    p = np.random.default_rng(seed).permutation(len(y))
    cuts = np.split(p, [len(p) - 2 * held_out, len(p) - held_out])
    return _loaders([(x[cut], y[cut]) for cut in cuts], batch_size)


def _idx(path):
    data = path.read_bytes()
    axes = data[3]
    shape = np.frombuffer(data, ">i4", axes, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)


def load_fashion_mnist(root, held_out, batch_size, seed):
    raw = root / "FashionMNIST" / "raw"
    x, xt = (_idx(raw / f"{name}-images-idx3-ubyte").astype("f4") / 255 for name in ("train", "t10k"))
    y, yt = (_idx(raw / f"{name}-labels-idx1-ubyte").astype("i8") for name in ("train", "t10k"))
    keep = np.zeros(len(y), bool)
    keep[np.random.RandomState(seed).choice(len(y), held_out, replace=False)] = True
    return _loaders([(x[~keep], y[~keep]), (x[keep], y[keep]), (xt, yt)], batch_size)


def build_model(image_size, in_channels, classes):
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(in_channels * image_size * image_size, 128), nn.ReLU(), nn.Linear(128, classes)
    )
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    return model


def train_epoch(model, optimizer, criterion, loader):
    losses, weights = [], []
    for x, y in loader:
        model.train(True)
        for p in model.parameters():
            p.grad = None
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        weights.append(len(x))
    return float(np.average(losses, weights=weights))


def _numpy(model, loader):
    model.train(False)
    with torch.no_grad():
        parts = [(x.numpy(), y.numpy(), model(x).numpy()) for x, y in loader]
    return [np.concatenate(part) for part in zip(*parts, strict=False)]


def evaluate(model, criterion, loader):
    _, y, logits = _numpy(model, loader)
    return criterion(torch.from_numpy(logits), torch.from_numpy(y)).item(), np.mean(logits.argmax(-1) == y)


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    rows, kept = [], []
    for _ in range(epochs):
        row = [scheduler.get_last_lr()[0], train_epoch(model, optimizer, criterion, training)]
        scheduler.step()
        rows.append([*row, *evaluate(model, criterion, validation)])
        kept.append({name: value.numpy().copy() for name, value in model.state_dict().items()})
    table = np.array(rows)
    best = kept[int(table[:, 3].argmax())]
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in best.items()})
    names = ["lr", "train_loss", "validation_loss", "validation_accuracy"]
    return dict(zip(names, table.T.tolist(), strict=False))


def confusion_matrix(model, loader, classes):
    _, y, logits = _numpy(model, loader)
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (y, logits.argmax(1)), 1)
    return torch.from_numpy(matrix)


def misclassified(model, loader):
    x, y, logits = (torch.from_numpy(a) for a in _numpy(model, loader))
    p = torch.exp(logits - torch.logsumexp(logits, 1, keepdim=True))
    guess = p.argmax(1)
    wrong = torch.where(guess != y)[0]
    sure = p[wrong, guess[wrong]]
    order = np.argsort(-sure.numpy(), kind="stable")
    return x[wrong][order], y[wrong][order], guess[wrong][order], sure[order]


def save_pictures(history, wrong, folder):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with plt.style.context("dark_background"):
        fig, axs = plt.subplots(3, 1, sharex=True, figsize=(5, 7))
        for ax, name in zip(axs, ["train_loss", "validation_loss", "validation_accuracy"], strict=False):
            ax.plot(np.arange(len(history[name])) + 1, history[name], "o-", color="cyan")
            ax.set_ylabel(name)
        plt.savefig(folder / "learning_curves.png", dpi=72)
        plt.close(fig)
    images, target, prediction, sure = wrong
    n = max(1, min(len(images), 24))
    fig, axs = plt.subplots((n + 3) // 4, 4, figsize=(6, 2 * ((n + 3) // 4)), squeeze=False)
    for ax in axs.flat:
        ax.axis("off")
    for ax, image, t, q in zip(axs.flat, images, target, prediction, strict=False):
        ax.imshow(image.squeeze().numpy(), cmap="viridis")
        ax.set_title(f"is {t}, seen as {q}", fontsize=8)
    plt.savefig(folder / "misclassified.png", dpi=72)
    plt.close("all")
