"""Replicas without parameters: a skeleton on the meta device, and tensors that functional_call puts in for a run."""

import copy
from concurrent.futures import ThreadPoolExecutor, wait

import torch
from torch import nn
from torch.func import functional_call


def scatter(batch, devices):
    size = -(-len(batch) // len(devices))
    return tuple(map(torch.Tensor.to, batch.split(size), devices))


class Replica(nn.Module):
    def __init__(self, skeleton, tensors):
        super().__init__()
        self.run = lambda *inputs: functional_call(skeleton, tensors, inputs)

    def forward(self, *inputs):
        return self.run(*inputs)


def replicate(model, devices):
    parameters = dict(model.named_parameters())
    buffers = dict(model.named_buffers())
    replicas = [model]
    for device in devices[1:]:
        tensors = {name: parameter.to(device) for name, parameter in parameters.items()}
        tensors.update({name: buffer.detach().clone().to(device) for name, buffer in buffers.items()})
        memo = {id(tensor): torch.empty_like(tensor, device="meta") for tensor in model.buffers()}
        memo.update(
            {id(tensor): nn.Parameter(torch.empty_like(tensor, device="meta")) for tensor in model.parameters()}
        )
        replicas.append(Replica(copy.deepcopy(model, memo), tensors))
    return replicas


def parallel_apply(replicas, inputs):
    mode = torch.is_grad_enabled()

    def work(pair):
        torch.set_grad_enabled(mode)
        return pair[0](pair[1])

    pool = ThreadPoolExecutor(max_workers=len(replicas))
    futures = [pool.submit(work, pair) for pair in zip(replicas, inputs, strict=False)]
    wait(futures)
    pool.shutdown()
    outputs = []
    for chunk, future in zip(inputs, futures, strict=False):
        try:
            outputs.append(future.result())
        except Exception as error:
            raise RuntimeError(f"caught {type(error)} on device {chunk.device}") from error
    return outputs


def gather(outputs, device):
    return torch.vstack([output.to(device).flatten(1) for output in outputs]).unflatten(1, outputs[0].shape[1:])


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    return torch.cat([output.to(devices[0]) for output in outputs])


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = scatter(inputs, devices), scatter(target, devices)

    class WithLoss(nn.Module):
        def __init__(self, replica, part):
            super().__init__()
            self.replica, self.part = replica, part

        def forward(self, chunk):
            return criterion(self.replica(chunk), self.part).mul(len(self.part)).reshape(1)

    replicas = replicate(model, devices[: len(chunks)])
    return gather(
        [loss.reshape(1, 1) for loss in parallel_apply(list(map(WithLoss, replicas, targets)), chunks)], devices[0]
    ).sum() / len(inputs)


def wrap(model, devices):
    first, *others = devices
    model.to(first)
    return nn.DataParallel(model, devices) if others else model


def unwrap(model):
    return next(module for module in model.modules() if not isinstance(module, nn.DataParallel))
