"""Copies of models to try things on, contexts, one private class for what is in a checkpoint."""

import copy
import random
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count

import torch


def best_weights(model):
    return copy.deepcopy(model).state_dict()


def strip_prefix(state_dict):
    names = [name.split("module.", 1)[-1] if name.startswith("module.") else name for name in state_dict]
    return dict(zip(names, state_dict.values(), strict=True))


def save_weights(model, path):
    with finished(path) as file:
        torch.save(model.state_dict(), file)


def load_weights(model, path, device):
    weights = torch.load(path, device, weights_only=True)
    twin = copy.deepcopy(model)
    twin.load_state_dict(weights)
    model.load_state_dict(twin.state_dict())


def load_matching(model, state_dict):
    own = model.state_dict()
    both = own.keys() & state_dict.keys()
    fit = {
        name for name in both if own[name].ndim == state_dict[name].ndim and own[name].shape == state_dict[name].shape
    }
    if not fit:
        raise ValueError("nothing fits")
    model.load_state_dict(own | {name: state_dict[name] for name in fit})
    return {"loaded": list(fit), "missing": list(own.keys() - fit), "unused": list(state_dict.keys() - fit)}


@contextmanager
def finished(path):
    """Give a file to write to that takes the name when it is whole."""
    for number in count():
        name = path.parent / f"{path.stem}~{number}"
        if not name.exists():
            break
    with name.open("xb") as file:
        yield file
    shutil.move(name, path)
    for other in path.parent.glob(f"{path.stem}~*"):
        other.unlink()


@dataclass
class _Checkpoint:
    model: dict
    optimizer: dict
    scheduler: dict
    epoch: int
    torch_rng: torch.Tensor
    python_rng: tuple


def save_checkpoint(model, optimizer, scheduler, epoch, path):
    states = (part.state_dict() for part in (model, optimizer, scheduler))
    checkpoint = _Checkpoint(*states, epoch, torch.get_rng_state(), random.getstate())
    with finished(path) as file:
        torch.save(asdict(checkpoint), file)


def load_checkpoint(model, optimizer, scheduler, path):
    with path.open("rb") as file:
        checkpoint = _Checkpoint(**torch.load(file, map_location="cpu", weights_only=True))
    model.load_state_dict(copy.deepcopy(checkpoint.model))
    optimizer.load_state_dict(checkpoint.optimizer)
    scheduler.load_state_dict(checkpoint.scheduler)
    torch.set_rng_state(checkpoint.torch_rng)
    random.setstate(checkpoint.python_rng)
    return checkpoint.epoch


def epochs_of(model, optimizer, scheduler, criterion, loader):
    while True:
        for inputs, target in iter(loader):
            criterion(model.forward(inputs), target).backward()
            optimizer.step()
            optimizer.zero_grad()
        scheduler.step()
        yield


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    begin = load_checkpoint(model, optimizer, scheduler, path) if path.is_file() else 0
    optimizer.zero_grad()
    passes = epochs_of(model, optimizer, scheduler, criterion, loader)
    for epoch in range(begin, epochs):
        next(passes)
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
    return max(0, epochs - begin)
