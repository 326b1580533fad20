"""Running sums, which know of nothing that comes later; all there is in a list; storages put where they shall be."""

import copy
import time
from functools import singledispatch
from itertools import chain
from pathlib import Path

import torch


@singledispatch
def _move(value, device):
    return value


@_move.register
def _(value: torch.Tensor, device):
    return value.to(device=device)


@_move.register
def _(value: dict, device):
    moved = copy.copy(value)
    moved.update((key, _move(part, device)) for key, part in value.items())
    return moved


@_move.register
def _(value: list, device):
    moved = copy.copy(value)
    moved[:] = [_move(part, device) for part in value]
    return moved


@_move.register
def _(value: tuple, device):
    parts = tuple(_move(part, device) for part in value)
    return value._make(parts) if hasattr(value, "_fields") else type(value)(parts)


def pick_device(preferred=None):
    here = [torch.device("cpu"), torch.device("cpu", 0)]
    if torch.accelerator.is_available():
        best = torch.accelerator.current_accelerator()
        indices = range(torch.accelerator.device_count())
        here = [torch.device(best.type), *(torch.device(best.type, index) for index in indices), *here]
    if preferred is None:
        return here[0]
    for device in here:
        if str(device) == preferred:
            return device
    raise ValueError(f"{preferred!r} is none of {[str(device) for device in here]}")


def device_of(module):
    found = None
    for part in module.modules():
        for tensor in chain(part.parameters(recurse=False), part.buffers(recurse=False)):
            if found is None:
                found = tensor.device
            elif tensor.device != found:
                raise ValueError(f"both on {found} and on {tensor.device}")
    return found


def move_to(batch, device):
    return _move(batch, device)


def masked_mean(x, lengths):
    last = (lengths - 1).long()[:, None, None].expand(-1, 1, x.size(2))
    exact = x if x.dtype == torch.float64 else x.float()
    return exact.cumsum(1).gather(1, last).squeeze(1).div(lengths[:, None]).type_as(x)


def train_on(model, batches, criterion, optimizer, device):
    model, criterion = model.to(device), criterion.to(device)
    losses, sizes = [], []
    for batch in batches:
        inputs, target = (tensor.to(device) for tensor in batch)

        def closure(inputs=inputs, target=target):
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(inputs), target)
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).detach())
        sizes.append(target.shape[0])
    values = torch.stack(losses)
    if values.dtype.itemsize < 4:
        values = values.float()
    return float(values @ values.new_tensor(sizes)) / sum(sizes)


def accuracy_on(model, batches, device):
    model = model.to(device)
    hits = []
    for inputs, target in batches:
        with torch.inference_mode():
            best = model(inputs.to(device)).max(dim=1).indices
            hits.append(best.eq(target.to(device)))
    every = torch.cat(hits)
    return int(every.count_nonzero()) / every.numel()


def load_anywhere(path, device):

    def put(storage, _):
        return torch.serialization.default_restore_location(storage, str(device))

    with Path(path).open("rb") as file:
        return torch.load(file, map_location=put, weights_only=True)


def synchronized_seconds(operation, device):
    readings = []
    for step in (lambda: None, operation):
        step()
        if device.type != "cpu":
            with torch.accelerator.device_index(device.index):
                torch.accelerator.synchronize()
        readings.append(time.monotonic_ns())
    before, after = readings
    return (after - before) / 1e9
