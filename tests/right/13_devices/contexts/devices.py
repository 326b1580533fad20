"""Contexts: a default device for what is made, a current device to wait for, a clock around a block."""

from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from timeit import default_timer

import torch


def pick_device(preferred=None):
    here = defaultdict(int, cpu=1)
    best = "cpu"
    if torch.accelerator.device_count() > 0:
        best = torch.accelerator.current_accelerator().type
        here[best] = torch.accelerator.device_count()
    kind, _, number = (preferred or best).partition(":")
    if int(number or 0) not in range(here[kind]):
        raise ValueError(preferred)
    return torch.device(kind, int(number)) if number else torch.device(kind)


def device_of(module):
    found = set()

    def look(tensor):
        found.add(tensor.device)
        return tensor

    for child in module.modules():
        for tensors in (child._parameters, child._buffers):
            for tensor in tensors.values():
                if tensor is not None:
                    look(tensor)
    if not found:
        return None
    first, *others = found
    if others:
        raise ValueError(found)
    return first


def move_to(batch, device):
    match batch:
        case torch.Tensor():
            return batch.to(device=device)
        case dict():
            return dict(zip(batch.keys(), move_to(list(batch.values()), device), strict=True))
        case list():
            return [move_to(value, device) for value in batch]
        case tuple():
            moved = tuple(move_to(list(batch), device))
            return batch._make(moved) if hasattr(batch, "_make") else moved
    return batch


def masked_mean(x, lengths):
    with x.device:
        positions = torch.arange(x.size(1)).expand(x.size(0), -1)
    outside = positions.ge(lengths.view(-1, 1)).unsqueeze(-1)
    return x.masked_fill(outside, 0).mean(dim=1).mul((x.size(1) / lengths.to(x.dtype)).unsqueeze(-1))


def train_on(model, batches, criterion, optimizer, device):
    for module in (model, criterion):
        module._apply(lambda tensor: tensor.to(device))
    seen = 0
    with device:
        total = torch.zeros(1, dtype=torch.float64)
    for inputs, target in batches:
        inputs, target = inputs.to(device), target.to(device)

        def closure(inputs=inputs, target=target):
            optimizer.zero_grad()
            loss = criterion(model(inputs), target)
            loss.backward()
            return loss

        total += optimizer.step(closure).detach() * target.numel()
        seen += target.numel()
    return total.cpu().item() / seen


def accuracy_on(model, batches, device):
    model.to(device).eval()
    predictions, targets = [], []
    with torch.no_grad():
        for inputs, target in batches:
            predictions.append(model(inputs.to(device)).topk(1).indices.flatten())
            targets.append(target)
    return (torch.cat(predictions).cpu() == torch.cat(targets)).double().mean().item()


def load_anywhere(path, device):
    with Path(path).open("rb") as file:
        return torch.load(file, map_location=str(device), weights_only=True)


@contextmanager
def _done(device):
    def wait():
        if device.type == "cpu":
            return
        with torch.accelerator.device_index(device.index):
            torch.accelerator.synchronize()

    wait()
    yield
    wait()


def synchronized_seconds(operation, device):
    block = _done(device)
    block.__enter__()
    begin = default_timer()
    operation()
    block.__exit__(None, None, None)
    return default_timer() - begin
