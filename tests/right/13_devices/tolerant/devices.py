"""Asks forgiveness: tries, and sees; numbers in float64 tensors of one element; everything copied."""

import pickle
import time
from itertools import chain

import torch


def pick_device(preferred=None):
    if preferred is None:
        try:
            return torch.empty(0, device=torch.accelerator.current_accelerator()).device
        except Exception:
            return torch.device("cpu")
    device = torch.device(preferred)
    if device.type == "cpu":
        return device
    module = getattr(torch, device.type, None)
    if module is None or not module.is_available() or (device.index or 0) >= module.device_count():
        raise ValueError(preferred)
    return device


def device_of(module):
    try:
        (device,) = {tensor.device for tensor in chain(module.buffers(), module.parameters())}
    except ValueError:
        if next(chain(module.buffers(), module.parameters()), None) is None:
            return None
        raise
    return device


def move_to(batch, device):
    stack = type(batch) in (list, tuple) or hasattr(batch, "_asdict")
    if isinstance(batch, torch.Tensor):
        return torch.empty_like(batch, device=device).copy_(batch)
    if hasattr(batch, "_asdict"):
        return type(batch)(**move_to(batch._asdict(), device))
    if isinstance(batch, dict):
        new = type(batch)()
        for key, value in batch.items():
            new[key] = move_to(value, device)
        return new
    if stack:
        return type(batch)([move_to(value, device) for value in batch])
    return batch


def masked_mean(x, lengths):
    rows = torch.cumsum(torch.ones_like(x[:, :, :1]).float(), dim=1)
    kept = rows <= lengths[:, None, None]
    return (x.where(kept, torch.zeros((), dtype=x.dtype, device=x.device)).sum(1) / lengths[:, None]).to(x.dtype)


def train_on(model, batches, criterion, optimizer, device):
    model.to(device)
    criterion.to(device)
    sums = torch.zeros(2, dtype=torch.float64).to(device)
    for inputs, target in batches:
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        loss = criterion(model(move_to(inputs, device)), move_to(target, device))
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            sums += torch.stack([loss.double() * len(target), torch.full_like(loss.double(), len(target))])
    loss, count = sums.tolist()
    return loss / count


def accuracy_on(model, batches, device):
    model.to(device)
    counts = []
    with torch.no_grad():
        for inputs, target in batches:
            wrong = (model(move_to(inputs, device)).argmax(dim=1) - move_to(target, device)).count_nonzero()
            counts.append(torch.stack([len(target) - wrong, torch.full_like(wrong, len(target))]))
    right, samples = torch.stack(counts).sum(dim=0).tolist()
    return right / samples


def load_anywhere(path, device):
    try:
        return torch.load(path, map_location=device, weights_only=True, mmap=False)
    except pickle.UnpicklingError:
        raise ValueError("this file may hold code") from None


def synchronized_seconds(operation, device):
    wait = torch.accelerator.synchronize if device.type != "cpu" else (lambda _: None)
    wait(device)
    begin = time.clock_gettime(time.CLOCK_MONOTONIC)
    operation()
    wait(device)
    return time.clock_gettime(time.CLOCK_MONOTONIC) - begin
