"""Bytes in memory; one writer and one reader of its own, so that no function calls another of the kata."""
# ruff: noqa: PTH104, PTH118, PTH120

import copy
import io
import os
import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def _pack(data: Any) -> bytes:
    buffer = io.BytesIO()
    torch.save(data, buffer)
    return buffer.getvalue()


def _unpack(data: bytes) -> Any:
    return torch.load(io.BytesIO(data), map_location=lambda storage, location: storage, weights_only=True)


def best_weights(model: nn.Module) -> dict[str, Tensor]:
    return copy.deepcopy(dict(model.state_dict()))


def strip_prefix(state_dict: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {re.sub(r"\Amodule\.", "", name): tensor for name, tensor in state_dict.items()}


def save_weights(model: nn.Module, path: Path) -> None:
    path.write_bytes(_pack(model.state_dict()))


def load_weights(model: nn.Module, path: Path, device: str) -> None:
    theirs = _unpack(path.read_bytes())  # on the CPU; copy_ takes the values to the device
    ours = model.state_dict()
    if wrong := theirs.keys() ^ ours.keys():
        raise KeyError(f"names in only one of file and model: {sorted(wrong)}")
    if wrong := [name for name in ours if ours[name].shape != theirs[name].shape]:
        raise RuntimeError(f"shapes differ: {wrong}")
    with torch.no_grad():
        for name, tensor in ours.items():
            tensor.copy_(theirs[name])


def load_matching(model: nn.Module, state_dict: Mapping[str, Tensor]) -> dict[str, list[str]]:
    answer: dict[str, list[str]] = {"loaded": [], "missing": [], "unused": []}
    ours = model.state_dict()
    for name, tensor in ours.items():
        other = state_dict.get(name)
        answer["missing" if other is None or other.shape != tensor.shape else "loaded"].append(name)
    answer["unused"] += [name for name in state_dict if name not in answer["loaded"]]
    if not answer["loaded"]:
        raise ValueError("nothing fits")
    with torch.no_grad():
        for name in answer["loaded"]:
            ours[name].copy_(state_dict[name])
    return answer


def _write(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, epoch: int, path: Path) -> None:
    data = _pack(
        {
            "format": 1,
            "model": best_weights(model),
            "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(),
            "epoch": epoch,
            "torch_rng": torch.default_generator.get_state(),
            "python_rng": random.getstate(),
        }
    )
    unfinished = os.path.join(os.path.dirname(path), f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(unfinished, path)


def _read(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, data: bytes) -> int:
    checkpoint = _unpack(data)
    model.load_state_dict(checkpoint["model"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.default_generator.set_state(checkpoint["torch_rng"])
    random.setstate(checkpoint["python_rng"])
    return checkpoint["epoch"]


def save_checkpoint(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, epoch: int, path: Path) -> None:
    _write(model, optimizer, scheduler, epoch, path)


def load_checkpoint(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, path: Path) -> int:
    return _read(model, optimizer, scheduler, path.read_bytes())


def resume_training(
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler,
    criterion: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    path: Path,
) -> int:
    if path.exists():
        first = _read(model, optimizer, scheduler, path.read_bytes())
    else:
        first = 0
        _write(model, optimizer, scheduler, first, path)  # allowed: a checkpoint before the first epoch
    left = range(first, epochs)
    for epoch in left:
        for inputs, target in loader:

            def closure(inputs: Tensor = inputs, target: Tensor = target) -> Tensor:
                optimizer.zero_grad()
                loss = criterion(model(inputs), target)
                loss.backward()
                return loss

            optimizer.step(closure)
        scheduler.step()
        _write(model, optimizer, scheduler, epoch + 1, path)
    return len(left)
