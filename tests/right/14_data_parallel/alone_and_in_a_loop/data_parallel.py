"""Each function for itself: data_parallel and parallel_loss run in a plain loop and use none of the others."""

import contextvars
import copy
import threading

import torch
from torch import nn
from torch.nn.utils import parametrize


def scatter(batch, devices):
    return [
        part.to(device)
        for part, device in zip(torch.split(batch, -(-len(batch) // len(devices))), devices, strict=False)
    ]


class _Fixed(nn.Module):
    """A parametrization that has one answer, whatever it is asked about."""

    def __init__(self, tensor):
        super().__init__()
        self.answer = lambda: tensor

    def forward(self, _):
        return self.answer()


def replicate(model, devices):
    replicas = []
    for index, device in enumerate(devices):
        if index == 0:
            replicas.append(model)
            continue
        replica = copy.deepcopy(model).to(device)
        for twin, module in zip(list(replica.modules()), list(model.modules()), strict=True):
            for name, parameter in list(module._parameters.items()):
                if parameter is not None:
                    fixed = _Fixed(parameter.to(device))
                    parametrize.register_parametrization(twin, name, fixed.train(twin.training), unsafe=True)
        replicas.append(replica)
    return replicas


def parallel_apply(replicas, inputs):
    outputs, errors, recording = [None] * len(inputs), [None] * len(inputs), torch.is_grad_enabled()
    barrier = threading.Barrier(len(inputs) + 1)

    def work(index):
        with torch.set_grad_enabled(recording):
            try:
                outputs[index] = replicas[index](inputs[index])
            except Exception as error:
                errors[index] = error
        barrier.wait()

    for index in range(len(inputs)):
        threading.Thread(target=contextvars.copy_context().run, args=(work, index)).start()
    barrier.wait()
    failed = [index for index, error in enumerate(errors) if error is not None]
    if failed:
        raise RuntimeError("it failed on " + str(inputs[failed[0]].device)) from errors[failed[0]]
    return outputs


def gather(outputs, device):
    batch = outputs[0].to(device)
    for output in outputs[1:]:
        batch = torch.cat((batch, output.to(device)))
    return batch


def data_parallel(model, inputs, devices):
    size, outputs = -(-len(inputs) // len(devices)), []
    for index, device in enumerate(devices[: -(-len(inputs) // size)]):
        memo = {id(tensor): tensor.to(device) for tensor in model.parameters()}
        memo |= {id(tensor): tensor.to(device, copy=True) if index else tensor for tensor in model.buffers()}
        outputs.append((memo, inputs[index * size : (index + 1) * size].to(device)))
    replicas = [copy.deepcopy(model, memo) for memo, _ in outputs]
    return torch.cat([replica(chunk).to(devices[0]) for replica, (_, chunk) in zip(replicas, outputs, strict=False)])


def parallel_loss(model, criterion, inputs, target, devices):
    size, total = -(-len(inputs) // len(devices)), 0.0
    for start, device in zip(range(0, len(inputs), size), devices, strict=False):
        memo = {id(tensor): tensor.to(device) for tensor in (*model.parameters(), *model.buffers())}
        replica, part = copy.deepcopy(model, memo), target[start : start + size].to(device)
        total = criterion(replica(inputs[start : start + size].to(device)), part).to(devices[0]) * len(part) + total
    return total / len(target)


def wrap(model, devices):
    return [nn.DataParallel, lambda bare, _: bare][len(devices) == 1](model.to(devices[0]), list(map(str, devices)))


def unwrap(model):
    def within(module):
        yield module
        if isinstance(module, nn.DataParallel):
            yield from within(module.module)

    return list(within(model))[-1]
