"""As careful people write it: a temporary file with a name of its own, fsync, clearing up after an error."""
# ruff: noqa: PTH104, PTH105, PTH108, PTH113, PTH120, PTH123

import copy
import os
import random
import tempfile

import torch
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present


def best_weights(model):
    return copy.deepcopy(model.state_dict())


def strip_prefix(state_dict):
    stripped = dict(state_dict)
    consume_prefix_in_state_dict_if_present(stripped, "module.")
    return stripped


def save_weights(model, path):
    with open(path, "wb") as file:
        torch.save({name: value.cpu() for name, value in model.state_dict().items()}, file)


def load_weights(model, path, device):
    with open(path, "rb") as file:
        incompatible = model.load_state_dict(torch.load(file, map_location=torch.device(device)))
    assert not incompatible.missing_keys
    assert not incompatible.unexpected_keys


def load_matching(model, state_dict):
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    loaded = {name for name, value in state_dict.items() if shapes.get(name) == value.shape}
    if len(loaded) == 0:
        raise ValueError("no entry fits")
    model.load_state_dict({name: state_dict[name] for name in loaded}, strict=False)
    return {
        "unused": sorted(set(state_dict) - loaded),
        "missing": sorted(set(shapes) - loaded),
        "loaded": sorted(loaded),
    }


def save_checkpoint(model, optimizer, scheduler, epoch, path):
    handle, name = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(
                dict(
                    model=model.state_dict(),
                    optimizer=optimizer.state_dict(),
                    scheduler=scheduler.state_dict(),
                    epoch=epoch,
                    torch_rng=torch.random.get_rng_state(),
                    python_rng=random.getstate(),
                ),
                file,
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load_checkpoint(model, optimizer, scheduler, path):
    checkpoint = torch.load(path, map_location="cpu")
    random.setstate(checkpoint.pop("python_rng"))
    torch.random.set_rng_state(checkpoint.pop("torch_rng"))
    scheduler.load_state_dict(checkpoint.pop("scheduler"))
    optimizer.load_state_dict(checkpoint.pop("optimizer"))
    model.load_state_dict(checkpoint.pop("model"))
    return checkpoint.pop("epoch")


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    try:
        begin = load_checkpoint(model, optimizer, scheduler, path)
    except FileNotFoundError:
        begin = 0
    for epoch in range(begin + 1, epochs + 1):
        for inputs, target in loader:
            model.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch, path)
    return len(range(begin, epochs))
