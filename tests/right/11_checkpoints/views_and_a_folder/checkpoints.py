"""Names and shapes compared as views of dicts, a temporary folder beside the file, gradients cleared after the step."""

import random
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def _shapes(state_dict: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in state_dict.items()}


def best_weights(model: nn.Module) -> dict[str, Tensor]:
    best = model.state_dict()
    for name in best:
        best[name] = torch.empty_like(best[name]).copy_(best[name])
    return best


def strip_prefix(state_dict: Mapping[str, Tensor]) -> dict[str, Tensor]:
    def short(name: str) -> str:
        head, dot, tail = name.partition(".")
        return tail if (head, dot) == ("module", ".") else name

    return dict(zip(map(short, state_dict.keys()), state_dict.values(), strict=True))


def save_weights(model: nn.Module, path: Path) -> None:
    with path.open("wb") as file:
        torch.save(dict(model.state_dict()), file)


def load_weights(model: nn.Module, path: Path, device: str) -> None:
    weights = torch.load(path, map_location=torch.device(device), weights_only=True)
    if _shapes(weights) != _shapes(model.state_dict()):
        raise ValueError(f"{path}: names or shapes are not those of the model")
    model.load_state_dict(weights)


def load_matching(model: nn.Module, state_dict: Mapping[str, Tensor]) -> dict[str, list[str]]:
    common = {name for name, _ in _shapes(model.state_dict()).items() & _shapes(state_dict).items()}
    if not common:
        raise ValueError("no entry fits by name and shape")
    report = model.load_state_dict({name: state_dict[name] for name in common}, strict=False)
    assert not report.unexpected_keys
    missing = set(model.state_dict()) - common  # missing_keys would forget a BatchNorm's num_batches_tracked
    return {"loaded": sorted(common), "missing": sorted(missing), "unused": sorted(set(state_dict) - common)}


def save_checkpoint(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, epoch: int, path: Path) -> None:
    parts: dict[str, Any] = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    checkpoint: dict[str, Any] = {name: part.state_dict() for name, part in parts.items()}
    checkpoint |= {"epoch": epoch, "torch_rng": torch.get_rng_state(), "python_rng": random.getstate()}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".unfinished") as folder:
        whole = Path(folder, "checkpoint")
        torch.save(checkpoint, whole)
        whole.replace(path)


def load_checkpoint(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, path: Path) -> int:
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    for name, part in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        part.load_state_dict(checkpoint[name])
    random.setstate(checkpoint["python_rng"])
    torch.set_rng_state(checkpoint["torch_rng"])
    return checkpoint["epoch"]


def resume_training(
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler,
    criterion: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    path: Path,
) -> int:
    try:
        finished = load_checkpoint(model, optimizer, scheduler, path)
    except FileNotFoundError:
        finished = 0
    trained = 0
    while finished < epochs:
        for inputs, target in loader:
            criterion(model(inputs), target).backward()
            optimizer.step()
            optimizer.zero_grad()
        scheduler.step()
        finished += 1
        trained += 1
        save_checkpoint(model, optimizer, scheduler, finished, path)
    return trained
