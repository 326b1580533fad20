"""Bare threads, counted chunks, and a deep copy whose parameters are deleted and set anew."""

import copy
import math
import threading

import torch
from torch import nn


def scatter(batch, devices):
    size = math.ceil(batch.shape[0] / len(devices))
    chunks, start = [], 0
    while start < batch.shape[0]:
        chunks.append(batch[start : start + size].to(devices[len(chunks)], copy=True))
        start += size
    return chunks


def replicate(model, devices):
    replicas = []
    for index, device in enumerate(devices):
        replica = copy.deepcopy(model)
        buffers = {old: old if index == 0 else old.clone().to(device) for old in model.buffers()}
        for own, theirs in zip(model.modules(), replica.modules(), strict=True):
            for name, parameter in own.named_parameters(recurse=False, remove_duplicate=False):
                delattr(theirs, name)
                setattr(theirs, name, parameter.to(device, copy=True))
            for name, buffer in own.named_buffers(recurse=False, remove_duplicate=False):
                setattr(theirs, name, buffers[buffer])
        replicas.append(replica)
    return replicas


class Runner(threading.Thread):
    def __init__(self, replica, chunk, recording):
        super().__init__(daemon=True)
        self.replica, self.chunk, self.recording = replica, chunk, recording
        self.output = self.error = None

    def run(self):
        torch.set_grad_enabled(self.recording)
        try:
            self.output = self.replica(self.chunk)
        except BaseException as error:
            self.error = error


def parallel_apply(replicas, inputs):
    runners = [
        Runner(replica, chunk, torch.is_grad_enabled()) for replica, chunk in zip(replicas, inputs, strict=False)
    ]
    [runner.start() for runner in runners]
    [runner.join() for runner in runners]
    for number, runner in enumerate(runners):
        if runner.error is not None:
            error = RuntimeError(f"replica {number}, {runner.chunk.device!s}, says {runner.error!r}")
            error.__cause__ = runner.error
            raise error
    return [runner.output for runner in runners]


def gather(outputs, device):
    return torch.concatenate([output.to(torch.device(device), non_blocking=True) for output in outputs], 0)


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    return gather(parallel_apply(replicate(model, devices)[: len(chunks)], chunks), devices[0])


def parallel_loss(model, criterion, inputs, target, devices):
    chunks = scatter(inputs, devices)
    outputs = parallel_apply(replicate(model, devices)[: len(chunks)], chunks)
    loss = torch.zeros((), device=devices[0], dtype=outputs[0].dtype)
    for output, part in zip(outputs, scatter(target, devices), strict=False):
        loss = loss + criterion(output, part).to(devices[0]) * (part.shape[0] / target.shape[0])
    return loss


def wrap(model, devices):
    model = model.to(torch.device(devices[0]))
    if len(devices) > 1:
        model = nn.DataParallel(model, device_ids=list(devices), output_device=devices[0])
    return model


def unwrap(model):
    return unwrap(model.module) if type(model) is nn.DataParallel else model
