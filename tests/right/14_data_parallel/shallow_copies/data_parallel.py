"""As PyTorch does it: shallow copies of each module, rebuilt from the leaves; memory of the tensors taken over."""

import threading
from collections import ChainMap

import torch
from torch import nn


def scatter(batch, devices):
    count = len(batch)
    size = (count - 1) // len(devices) + 1
    starts = range(0, count, size)
    return [
        batch.narrow(0, start, min(size, count - start)).to(device)
        for start, device in zip(starts, devices, strict=False)
    ]


def rebuilt(module, tensors, made):
    if module not in made:
        twin = made[module] = module.__new__(type(module))
        twin.__dict__ = dict(module.__dict__)
        twin._parameters = {}
        twin._buffers = {
            name: None if buffer is None else tensors[id(buffer)] for name, buffer in module._buffers.items()
        }
        for name, parameter in module._parameters.items():
            twin.__dict__[name] = None if parameter is None else tensors[id(parameter)]
        twin._modules = {
            name: None if child is None else rebuilt(child, tensors, made) for name, child in module._modules.items()
        }
    return made[module]


def replicate(model, devices):
    replicas = []
    for device in devices:
        weights = {id(weight): weight.view_as(weight).to(device) for weight in model.parameters()}
        buffers = {id(buffer): buffer for buffer in model.buffers()}
        if replicas:
            buffers = {key: torch.empty_like(buffer, device=device).copy_(buffer) for key, buffer in buffers.items()}
        replicas.append(rebuilt(model, ChainMap(weights, buffers), {}))
    return replicas


def parallel_apply(replicas, inputs):
    lock, results, recording = threading.Lock(), {}, torch.is_grad_enabled()

    def work(index):
        with torch.set_grad_enabled(recording):
            try:
                result = replicas[index](inputs[index])
            except Exception as error:
                result = error
        with lock:
            results[index] = result

    threads = [threading.Thread(target=work, args=[index]) for index in range(1, len(replicas))]
    for thread in threads:
        thread.start()
    work(0)
    for thread in threads:
        thread.join()
    for index in range(len(replicas)):
        if isinstance(results[index], Exception):
            raise RuntimeError(f"in replica {index} on device {inputs[index].device}") from results[index]
    return [results[index] for index in range(len(replicas))]


def gather(outputs, device):
    total = sum(len(output) for output in outputs)
    batch = torch.zeros(total, *outputs[0].shape[1:], dtype=outputs[0].dtype, device=device)
    start = 0
    for output in outputs:
        batch[start : start + len(output)] = output.to(device)
        start += len(output)
    return batch


def data_parallel(model, inputs, devices):
    parts = scatter(inputs, devices)
    return gather(parallel_apply(replicate(model, devices[: len(parts)]), parts), devices[0])


def parallel_loss(model, criterion, inputs, target, devices):
    parts, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(parts)]), parts)
    losses = torch.stack([criterion(*pair).to(devices[0]) for pair in zip(outputs, targets, strict=False)])
    shares = torch.tensor([len(part) for part in parts], dtype=losses.dtype, device=devices[0]) / len(inputs)
    return losses @ shares


def wrap(model, devices):
    class Wrapped(nn.DataParallel):
        pass

    model.to(devices[0])
    return Wrapped(model, [torch.device(name) for name in devices]) if len(devices) > 1 else model


def unwrap(model):
    names = []
    while isinstance(model.get_submodule(".".join(names)), nn.DataParallel):
        names.append("module")
    return model.get_submodule(".".join(names))
