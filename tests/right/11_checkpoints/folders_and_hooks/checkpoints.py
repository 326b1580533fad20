"""A temporary folder within the folder, hooks of state_dict and load_state_dict, closures for the optimizer."""

import random
import re
import shutil
import tempfile
from pathlib import Path

import torch


def best_weights(model):
    state = model.state_dict()
    for name in state:
        state[name] = state[name].clone()
    return state


def strip_prefix(state_dict):
    return type(state_dict)((re.sub(r"^module\.", "", name), value) for name, value in state_dict.items())


def save_weights(model, path):
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        torch.save(model.state_dict(), Path(folder, "weights"))
        shutil.move(Path(folder, "weights"), path)


def load_weights(model, path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    missing, unexpected = model.load_state_dict(saved, strict=False)
    if missing or unexpected:
        raise RuntimeError(f"{missing}, {unexpected}")
    model.to(device)


def load_matching(model, state_dict):
    missing = []
    own = model.state_dict()
    kept = {}

    def drop(module, offered, prefix, *_):
        for name in list(offered):
            if name not in own or own[name].shape != offered[name].shape:
                del offered[name]
        kept.update(offered)

    with_hook = model.register_load_state_dict_pre_hook(drop)
    try:
        missing = list(model.load_state_dict(dict(state_dict), strict=False).missing_keys)
    finally:
        with_hook.remove()
    if not kept:
        raise ValueError("nothing to load")
    missing = [name for name in own if name in missing or name not in kept]
    return {"loaded": list(kept), "missing": missing, "unused": [name for name in state_dict if name not in kept]}


def save_checkpoint(model, optimizer, scheduler, epoch, path):
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="unfinished") as folder:
        unfinished = Path(folder) / "checkpoint"
        torch.save(
            {
                "epoch": epoch,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scheduler": scheduler.state_dict(),
                "python_rng": random.getstate(),
                "torch_rng": torch.get_rng_state(),
            },
            unfinished,
        )
        unfinished.replace(path)


def load_checkpoint(model, optimizer, scheduler, path):
    with torch.serialization.safe_globals([]), path.open("rb") as file:
        entries = torch.load(file, map_location="cpu", weights_only=True)
    model.load_state_dict(entries["model"], strict=True)
    optimizer.load_state_dict(entries["optimizer"])
    scheduler.load_state_dict(entries["scheduler"])
    random.setstate(entries["python_rng"])
    torch.random.set_rng_state(entries["torch_rng"])
    return entries["epoch"]


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    if path.exists():
        finished = load_checkpoint(model, optimizer, scheduler, path)
    else:
        finished = 0
        save_checkpoint(model, optimizer, scheduler, 0, path)

    def one_epoch():
        for inputs, target in loader:

            def closure(inputs=inputs, target=target):
                optimizer.zero_grad()
                loss = criterion(model(inputs), target)
                loss.backward()
                return loss

            optimizer.step(closure)
        scheduler.step()

    left = max(epochs - finished, 0)
    for number in range(left):
        one_epoch()
        save_checkpoint(model, optimizer, scheduler, finished + number + 1, path)
    return left
