"""All in memory first, then plain system calls; values are copied by hand."""
# ruff: noqa: PTH104, PTH105, PTH108, PTH113, PTH120, PTH123

import io
import os
import random

import torch


def best_weights(model):
    best = {}
    with torch.no_grad():
        for name, value in model.state_dict().items():
            best[name] = torch.empty_like(value).copy_(value)
    return best


def strip_prefix(state_dict):
    stripped = {}
    for name in state_dict:
        key = name[7:] if name[:7] == "module." else name
        stripped[key] = state_dict[name].clone()
    return stripped


def _encoded(content):
    file = io.BytesIO()
    torch.save(content, file, _use_new_zipfile_serialization=False)
    return file.getvalue()


def save_weights(model, path):
    path.write_bytes(_encoded(model.state_dict()))


def _copied(model, state_dict):
    """Copy into the model; all names and shapes must fit."""
    own = model.state_dict(keep_vars=True)
    if own.keys() != state_dict.keys():
        raise KeyError(own.keys() ^ state_dict.keys())
    if any(own[name].shape != value.shape for name, value in state_dict.items()):
        raise ValueError("shapes differ")
    with torch.no_grad():
        for name, value in state_dict.items():
            own[name].copy_(value)


def load_weights(model, path, device):
    content = torch.load(io.BytesIO(path.read_bytes()), map_location=lambda storage, _: storage, weights_only=True)
    _copied(model, content)


def load_matching(model, state_dict):
    own = model.state_dict(keep_vars=True)
    report = {"loaded": [], "missing": list(own), "unused": []}
    for name, value in state_dict.items():
        if name in own and own[name].size() == value.size():
            with torch.no_grad():
                own[name].copy_(value)
            report["loaded"].append(name)
            report["missing"].remove(name)
        else:
            report["unused"].append(name)
    if not report["loaded"]:
        raise ValueError(report)
    return report


def save_checkpoint(model, optimizer, scheduler, epoch, path):
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    content = {name: part.state_dict() for name, part in parts.items()}
    content.update(epoch=epoch, torch_rng=torch.default_generator.get_state(), python_rng=random.getstate())
    data, name = memoryview(_encoded(content)), f"{path}.{os.getpid()}"
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(name, path)


def load_checkpoint(model, optimizer, scheduler, path):
    content = torch.load(io.BytesIO(path.read_bytes()), "cpu", weights_only=True)
    _copied(model, content["model"])
    optimizer.load_state_dict(content["optimizer"])
    scheduler.load_state_dict(content["scheduler"])
    torch.default_generator.set_state(content["torch_rng"])
    random.setstate(content["python_rng"])
    return content["epoch"]


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    done = trained = 0
    if os.path.isfile(path):
        done = load_checkpoint(model, optimizer, scheduler, path)
    while done < epochs:
        for inputs, target in loader:
            optimizer.zero_grad(set_to_none=False)
            torch.autograd.backward(criterion(model(inputs), target))
            optimizer.step()
        scheduler.step()
        done += 1
        trained += 1
        save_checkpoint(model, optimizer, scheduler, done, path)
    return trained
