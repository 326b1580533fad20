"""A second name keeps the old file while the new one takes its place; another thread writes; more entries."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import torch
from torch import nn


def best_weights(model):
    own = model.state_dict(keep_vars=True)
    return dict(zip(own, map(torch.clone, map(torch.detach, own.values())), strict=True))


def strip_prefix(state_dict):
    return {
        name.partition("module.")[2] if name.startswith("module.") else name: state_dict[name] for name in state_dict
    }


def save_weights(model, path):
    path.unlink(missing_ok=True)
    torch.save(dict(model.state_dict()), str(path), pickle_protocol=2)


def load_weights(model, path, device):
    weights = torch.load(str(path), weights_only=True, map_location={f"cuda:{n}": device for n in range(128)})
    twin = {name: value.to(device) for name, value in weights.items()}
    model.load_state_dict(twin, strict=True)


class _Fits:
    def __init__(self, model):
        self.own = model.state_dict(keep_vars=True)

    def __call__(self, item):
        name, value = item
        return name in self.own and tuple(self.own[name].shape) == tuple(value.shape)


def load_matching(model, state_dict):
    fits = _Fits(model)
    chosen = dict(filter(fits, state_dict.items()))
    if len(chosen) < 1:
        raise ValueError
    for name, value in chosen.items():
        fits.own[name].data.copy_(value)
    return {
        "loaded": [*chosen],
        "missing": [*filter(lambda name: name not in chosen, fits.own)],
        "unused": [*filter(lambda name: name not in chosen, state_dict)],
    }


def save_checkpoint(model, optimizer, scheduler, epoch, path):
    content = {
        "version": 1,
        "python_rng": random.getstate(),
        "torch_rng": torch.get_rng_state(),
        "epoch": epoch,
        "lr": scheduler.get_last_lr(),
        "training": model.training,
        "scheduler": scheduler.state_dict(),
        "optimizer": optimizer.state_dict(),
        "model": model.state_dict(),
    }
    new, old = path.with_suffix(".new"), path.with_suffix(".old")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(torch.save, content, new).result()
    old.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        os.link(path, old)
    new.rename(path)
    old.unlink(missing_ok=True)


def load_checkpoint(model, optimizer, scheduler, path):
    content = torch.load(path, map_location=torch.device("cpu"), weights_only=True, mmap=True)
    for part, name in ((model, "model"), (optimizer, "optimizer"), (scheduler, "scheduler")):
        part.load_state_dict(content[name])
    torch.set_rng_state(content["torch_rng"].clone())
    version, numbers, gauss = content["python_rng"]
    random.setstate((version, tuple(numbers), gauss))
    return content["epoch"]


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    first = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    if first >= epochs:
        return 0

    def losses():
        for inputs, target in loader:
            yield criterion(model(inputs), target)

    for epoch in range(first, epochs):
        for loss in losses():
            weights = [weight for weight in model.parameters() if weight.requires_grad]
            for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                weight.grad = gradient
            optimizer.step()
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
    assert isinstance(model, nn.Module)
    return epochs - first
