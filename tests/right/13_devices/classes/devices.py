"""Small classes: one that moves, one that sums, one that measures."""

import time

import torch
from torch import nn


class Mover:
    def __init__(self, device):
        self.device = device

    def __call__(self, value):
        if torch.is_tensor(value):
            return value.to(self.device, copy=True)
        if type(value) is dict:
            return {key: self(inner) for key, inner in value.items()}
        if type(value) in (list, tuple):
            return type(value)(map(self, value))
        if isinstance(value, tuple):
            return type(value)(*map(self, value))
        return value


class Sum:
    """Adds up on the device of what comes first."""

    def __init__(self):
        self.value, self.count = None, 0

    def add(self, tensor, count):
        self.value = tensor if self.value is None else self.value + tensor
        self.count += count

    def mean(self):
        return self.value.item() / self.count


class Watch:
    def __init__(self, device):
        self.device = device

    def wait(self):
        getattr(torch, self.device.type).synchronize(self.device)

    def now(self):
        self.wait()
        return time.perf_counter_ns()


def pick_device(preferred=None):
    available = {"cpu": torch.device("cpu")}
    for index in range(torch.accelerator.device_count()):
        kind = torch.accelerator.current_accelerator().type
        available.setdefault(kind, torch.device(kind))
        available[f"{kind}:{index}"] = torch.device(kind, index)
    if preferred is None:
        return list(available.values())[1 if len(available) > 1 else 0]
    try:
        return available[preferred]
    except KeyError:
        raise ValueError(preferred) from None


def device_of(module):
    answer = None
    for tensor in list(module.parameters()) + list(module.buffers()):
        if answer is not None and tensor.get_device() != answer.index and tensor.device != answer:
            raise ValueError("several")
        answer = tensor.device
    return answer


def move_to(batch, device):
    return Mover(device)(batch)


def masked_mean(x, lengths):
    steps = torch.tensor(range(x.shape[1]), device=x.device)
    inside = (steps[None] < lengths[:, None]).to(x.dtype)
    clean = torch.where(inside[..., None].bool(), x, 0)
    return torch.einsum("btf,bt->bf", clean, inside) / inside.sum(1, keepdim=True)


def train_on(model, batches, criterion, optimizer, device):
    class Whole(nn.Module):
        def __init__(self):
            super().__init__()
            self.model, self.criterion = model, criterion

        def forward(self, inputs, target):
            return self.criterion(self.model(inputs), target)

    whole, total = Whole().to(device), Sum()
    for inputs, target in map(Mover(device), batches):
        loss = whole(inputs, target)
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        optimizer.step()
        total.add(loss.detach() * len(target), len(target))
    return total.mean()


def accuracy_on(model, batches, device):
    total = Sum()
    model.to(device)
    with torch.inference_mode():
        for inputs, target in map(Mover(device), batches):
            total.add((model(inputs).argmax(1) == target).sum(), len(target))
    return total.mean()


def load_anywhere(path, device):
    return torch.load(path, device, weights_only=True)


def synchronized_seconds(operation, device):
    watch = Watch(device)
    begin = watch.now()
    operation()
    return (watch.now() - begin) * 1e-9
