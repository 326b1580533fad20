"""Moves the next batch while this one is worked on; waits for every device there is."""

import time
from functools import singledispatch

import torch


def pick_device(preferred=None):
    kinds = ["cpu"] if preferred else []
    if torch.accelerator.is_available():
        kind = str(torch.accelerator.current_accelerator())
        kinds += [kind] + [f"{kind}:{index}" for index in range(torch.accelerator.device_count())]
    wanted = preferred or (kinds or ["cpu"])[0]
    if preferred and preferred not in kinds:
        raise ValueError(f"{preferred} is none of {kinds}")
    return torch.device(wanted)


def device_of(module):
    tensors = dict(module.named_parameters()) | dict(module.named_buffers())
    names = {str(tensor.device) for tensor in tensors.values()}
    if len(names) > 1:
        raise ValueError({name: str(tensor.device) for name, tensor in tensors.items()})
    return torch.device(*names) if names else None


@singledispatch
def _move(value, device):
    return value


@_move.register
def _(value: torch.Tensor, device):
    return value if value.device == device else value.to(device)


@_move.register
def _(value: dict, device):
    value = value.copy()
    for key in value:
        value[key] = _move(value[key], device)
    return value


@_move.register
def _(value: list, device):
    return list(map(_move, value, [device] * len(value)))


@_move.register
def _(value: tuple, device):
    items = [_move(item, device) for item in value]
    return value._replace(**dict(zip(value._fields, items, strict=True))) if hasattr(value, "_fields") else tuple(items)


def move_to(batch, device):
    return _move(batch, device)


def masked_mean(x, lengths):
    total = x.new_zeros(x.shape[0], x.shape[2])
    for position, values in enumerate(x.unbind(1)):
        total = torch.where((lengths > position).unsqueeze(1), total + values, total)
    return total / lengths.unsqueeze(1).to(x.dtype)


def _ahead(batches, device):
    waiting = None
    for batch in batches:
        moved = [part.to(device) for part in batch]
        if waiting is not None:
            yield waiting
        waiting = moved
    if waiting is not None:
        yield waiting


def train_on(model, batches, criterion, optimizer, device):
    model.to(device=device)
    criterion.to(device=device)
    sums = []
    samples = 0
    for inputs, target in _ahead(batches, device):
        model.zero_grad()
        loss = criterion(model(inputs), target)
        loss.backward()
        optimizer.step()
        sums.append(loss.detach().double().mul(len(inputs)))
        samples += len(inputs)
    return (sum(sums) / samples).item()


def accuracy_on(model, batches, device):
    model.to(device)
    right, samples = 0, 0
    model.requires_grad_(False)
    for inputs, target in _ahead(batches, device):
        logits = model(inputs)
        right = right + logits.argmax(-1).eq(target).sum()
        samples += len(inputs)
    model.requires_grad_(True)
    return int(right) / samples


def load_anywhere(path, device):
    return _move(torch.load(path, weights_only=True, map_location=lambda storage, location: storage), device)


def _wait_for_all():
    if torch.accelerator.is_available():
        for index in range(torch.accelerator.device_count()):
            torch.accelerator.synchronize(index)


def synchronized_seconds(operation, device):
    _wait_for_all()
    _wait_for_all()
    start = time.time()
    operation()
    _wait_for_all()
    _wait_for_all()
    return time.time() - start
