"""Trees of PyTorch's own, the device's own module, and lists that are joined at the end."""

import copy
import time

import torch
from torch.utils._pytree import tree_leaves, tree_map_only


def pick_device(preferred=None):
    if preferred is None:
        preferred = torch.accelerator.current_accelerator(check_available=True) or "cpu"
    try:
        torch.empty(0, device=preferred)
    except Exception as error:
        raise ValueError(f"no {preferred} here") from error
    return torch.device(preferred)


def device_of(module):
    places = []
    copy_of = [*module.parameters(), *module.buffers()]
    for tensor in copy_of:
        if tensor.device not in places:
            places.append(tensor.device)
    match places:
        case []:
            return None
        case [place]:
            return place
    raise ValueError(places)


def move_to(batch, device):
    return tree_map_only(torch.Tensor, lambda tensor: tensor.to(device, non_blocking=True), batch)


def masked_mean(x, lengths):
    inside = torch.ones(x.shape[:2], device=x.device, dtype=torch.long).cumsum(1) <= lengths.unsqueeze(1)
    share = (inside / lengths.unsqueeze(1)).to(x.dtype)
    return torch.where(inside.unsqueeze(2), x * share.unsqueeze(2), torch.zeros_like(x)).sum(1)


def train_on(model, batches, criterion, optimizer, device):
    model, criterion, losses, sizes = model.to(device), copy.deepcopy(criterion).to(device), [], []
    for batch in batches:
        inputs, target = move_to(batch, device)
        optimizer.zero_grad(set_to_none=False)
        loss = criterion(model(inputs), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        sizes.append(target.shape[0])
    losses = torch.stack(losses).tolist()
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)


def accuracy_on(model, batches, device):
    model.to(device)
    with torch.inference_mode():
        hits = torch.cat([torch.eq(model(x.to(device)).max(1).indices, y.to(device)) for x, y in batches])
    return float(hits.float().mean())


def load_anywhere(path, device):
    content = torch.load(path, map_location="cpu")
    assert tree_leaves(content)
    return move_to(content, device)


def synchronized_seconds(operation, device):
    wait = torch.get_device_module(device).synchronize
    wait(device)
    start = time.monotonic_ns()
    operation()
    wait(device)
    return (time.monotonic_ns() - start) / 1e9
