"""multiprocessing's ThreadPool for the replicas and their runs, and Module.to() for what deepcopy has left behind."""

import copy
from functools import partial
from multiprocessing.pool import ThreadPool

import torch
from torch import nn


def scatter(batch, devices):
    return tuple(map(torch.Tensor.to, batch.split((len(batch) + len(devices) - 1) // len(devices)), devices))


def replicate(model, devices):
    def replica(device, kept):
        memo = {id(tensor): tensor for tensor in kept}
        for parameter in model.parameters():
            memo[id(parameter)] = parameter.to(device)
        return copy.deepcopy(model, memo).to(device)

    return [replica(device, () if index else tuple(model.buffers())) for index, device in enumerate(devices)]


def parallel_apply(replicas, inputs):
    def run(recording, replica, chunk):
        with torch.set_grad_enabled(recording):
            return replica(chunk)

    with ThreadPool(len(inputs)) as pool:
        work = partial(run, torch.is_grad_enabled())
        pending = [pool.apply_async(work, pair) for pair in zip(replicas, inputs, strict=True)]
        for each in pending:
            each.wait()
    outputs = []
    for each, chunk in zip(pending, inputs, strict=True):
        try:
            outputs.append(each.get())
        except Exception as error:
            raise RuntimeError(f"on {chunk.device}") from error
    return outputs


def gather(outputs, device):
    return torch.vstack([output.to(device) for output in outputs])


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    return gather(parallel_apply(replicate(model, devices[: len(chunks)]), chunks), devices[0])


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, parts = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    losses = torch.stack([criterion(*pair).to(devices[0]) for pair in zip(outputs, parts, strict=True)])
    return losses @ losses.new_tensor([len(part) / len(target) for part in parts])


def wrap(model, devices):
    model.to(devices[0])
    if len(devices) > 1:
        return nn.DataParallel(model, device_ids=[torch.device(device) for device in devices])
    return model


def unwrap(model):
    if not isinstance(model, nn.DataParallel):
        return model
    return unwrap(model.module)
