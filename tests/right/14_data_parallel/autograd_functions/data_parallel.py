"""Backward passes written by hand: broadcast and its sum, scatter and gather as each other's reverse."""

import copy
import queue
import threading

import torch
from torch import nn
from torch.autograd import Function


class Scatter(Function):
    @staticmethod
    def forward(ctx, batch, *devices):
        ctx.home = batch.device
        ctx.count = len(devices)
        return tuple(
            chunk.to(device, copy=True) for chunk, device in zip(batch.chunk(len(devices)), devices, strict=False)
        )

    @staticmethod
    def backward(ctx, *grads):
        return torch.cat([grad.to(ctx.home) for grad in grads]), *[None] * ctx.count


class Gather(Function):
    @staticmethod
    def forward(ctx, device, *outputs):
        ctx.sizes, ctx.homes = [len(output) for output in outputs], [output.device for output in outputs]
        return torch.cat([output.to(device) for output in outputs])

    @staticmethod
    def backward(ctx, grad):
        return None, *[part.to(home) for part, home in zip(grad.split(ctx.sizes), ctx.homes, strict=False)]


class Broadcast(Function):
    @staticmethod
    def forward(ctx, devices, parameter):
        ctx.home = parameter.device
        return tuple(parameter.detach().to(device, copy=True) for device in devices)

    @staticmethod
    def backward(ctx, *grads):
        first, *others = [grad.to(ctx.home) for grad in grads]
        return None, sum(others, first)


def scatter(batch, devices):
    return list(Scatter.apply(batch, *map(str, devices)))


def replicate(model, devices):
    copies = {id(parameter): Broadcast.apply(devices, parameter) for parameter in model.parameters()}
    replicas = []
    for index, device in enumerate(devices):
        memo = {key: tensors[index] for key, tensors in copies.items()}
        for buffer in model.buffers():
            memo[id(buffer)] = buffer.clone().to(device) if index else buffer
        replicas.append(copy.deepcopy(model, memo))
    return replicas


def parallel_apply(replicas, inputs):
    done, recording = queue.PriorityQueue(), torch.is_grad_enabled()

    def work(index):
        try:
            torch.autograd.grad_mode.set_grad_enabled(recording)
            done.put((index, True, replicas[index](inputs[index])))
        except Exception as error:
            done.put((index, False, error))

    threads = [threading.Timer(0, work, [index]) for index in range(len(replicas))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outputs = []
    for chunk in inputs:
        _, fine, result = done.get()
        if not fine:
            raise RuntimeError(f"{chunk.device}: {result}") from result
        outputs.append(result)
    return outputs


def gather(outputs, device):
    return Gather.apply(device, *outputs)


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    return gather(parallel_apply(replicate(model, devices[: len(chunks)]), chunks), devices[0])


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = (
        scatter(inputs, devices),
        [part.to(d) for part, d in zip(target.chunk(len(devices)), devices, strict=False)],
    )
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    losses = [criterion(output, part).expand(len(part)) for output, part in zip(outputs, targets, strict=False)]
    return gather(losses, devices[0]).mean()


def wrap(model, devices):
    model.to(devices[0])
    indices = [torch.device(device).index for device in devices]
    return nn.DataParallel(model, device_ids=indices) if indices[1:] else model


def unwrap(model):
    try:
        return unwrap(model.module) if issubclass(model.__class__, nn.DataParallel) else model
    except AttributeError:
        return model
