"""An event loop that hands work to threads, errors in groups, and state that is put into copies by get_submodule."""

import asyncio
import copy
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import torch
from torch import nn


def scatter(batch, devices):
    size = next(size for size in range(1, len(batch) + 1) if size * len(devices) >= len(batch))
    indices = torch.arange(len(batch), device=batch.device).split(size)
    return [batch.index_select(0, index).to(device) for index, device in zip(indices, devices, strict=False)]


def replicate(model, devices):
    return [_on(model, device, 0 < index) for index, device in enumerate(devices)]


def _on(model, device, own_buffers):
    twin, copies = copy.deepcopy(model), {}
    for path, module in model.named_modules(remove_duplicate=False):
        other = twin.get_submodule(path)
        other.__dict__["_parameters"] = {
            name: weight if weight is None else weight.clone().to(device) for name, weight in module._parameters.items()
        }
        for name, buffer in module._buffers.items():
            if buffer is not None:
                copies.setdefault(buffer, buffer.clone().to(device) if own_buffers else buffer)
                other._buffers[name] = copies[buffer]
    return twin


def parallel_apply(replicas, inputs):
    recording = torch.is_grad_enabled()

    def work(replica, chunk):
        with torch.set_grad_enabled(recording):
            return replica(chunk)

    async def everything():
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(len(replicas)) as pool:
            tasks = [loop.run_in_executor(pool, work, *pair) for pair in zip(replicas, inputs, strict=False)]
            return await asyncio.gather(*tasks, return_exceptions=True)

    results = asyncio.run(everything())
    for chunk, result in zip(inputs, results, strict=False):
        if isinstance(result, Exception):
            raise RuntimeError(f"{type(result).__name__} on {chunk.device}") from result
    return results


def gather(outputs, device):
    return reduce(lambda batch, output: torch.cat([batch, output.to(device)]), outputs[1:], outputs[0].to(device))


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    replicas = replicate(model, devices)
    return gather(parallel_apply(replicas[: len(chunks)], chunks), devices[0])


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices)[: len(chunks)], chunks)
    weights = [len(part) / len(target) for part in targets]
    parts = [
        (criterion(output, part) * weight).to(devices[0])
        for output, part, weight in zip(outputs, targets, weights, strict=False)
    ]
    return reduce(torch.add, parts)


def wrap(model, devices):
    for tensor in (*model.parameters(), *model.buffers()):
        if str(tensor.device) != devices[0]:
            model.to(devices[0])
    match devices:
        case [_]:
            return model
        case _:
            return nn.DataParallel(model, devices)


def unwrap(model):
    while type(model).__name__ == "DataParallel":
        model = model._modules["module"]
    return model
