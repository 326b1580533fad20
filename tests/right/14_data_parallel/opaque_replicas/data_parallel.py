"""Replicas that are closed boxes, and each chunk's loss worked out in its replica's thread."""

import contextlib
import copy
import threading

import torch
from torch import nn
from torch.func import functional_call


class _Replica(nn.Module):
    """A blank copy of the model, which is called with tensors that are not registered anywhere."""

    def __init__(self, model, device, own_buffers):
        super().__init__()
        self.training = model.training
        self._skeleton = [copy.deepcopy(model)]
        self._tensors = {name: parameter.clone().to(device) for name, parameter in model.named_parameters()}
        for name, buffer in model.named_buffers():
            self._tensors[name] = buffer if own_buffers else buffer.detach().clone().to(device)

    def forward(self, x):
        return functional_call(self._skeleton[0], self._tensors, (x,))


class _WithLoss(nn.Module):
    """From inputs to the chunk's share of the loss, all in the thread of the replica."""

    def __init__(self, replica, criterion, target, share):
        super().__init__()
        self.replica, self.criterion, self.target, self.share = (replica, criterion, target, share)

    def forward(self, x):
        return self.criterion(self.replica(x), self.target).mul(self.share).reshape(1)


class _Runner(threading.Thread):
    def __init__(self, replica, x, modes):
        super().__init__()
        self.replica, self.x, self.modes = (replica, x, modes)
        self.output, self.error = (None, None)

    def run(self):
        grad, inference = self.modes
        place = torch.cuda.device(self.x.device) if self.x.is_cuda else contextlib.nullcontext()
        try:
            with torch.inference_mode(inference), torch.set_grad_enabled(grad), place:
                self.output = self.replica(self.x)
        except BaseException as error:
            self.error = error


def scatter(batch, devices):
    size = -(-len(batch) // len(devices))
    starts = range(0, len(batch), size)
    return [batch[start : start + size].to(device, copy=True) for start, device in zip(starts, devices, strict=False)]


def replicate(model, devices):
    first, *others = devices
    return [_Replica(model, first, True), *(_Replica(model, device, False) for device in others)]


def parallel_apply(replicas, inputs):
    modes = (torch.is_grad_enabled(), torch.is_inference_mode_enabled())
    runners = [_Runner(replica, x, modes) for replica, x in zip(replicas, inputs, strict=True)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    failed = next((runner for runner in runners if runner.error is not None), None)
    if failed is not None:
        raise RuntimeError(f"{type(failed.error).__name__} in the replica on {failed.x.device}") from failed.error
    return [runner.output for runner in runners]


def gather(outputs, device):
    first = outputs[0]
    batch = first.new_empty((sum((len(output) for output in outputs)), *first.shape[1:]), device=device)
    start = 0
    for output in outputs:
        batch[start : start + len(output)] = output.to(device)
        start += len(output)
    return batch


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    replicas = replicate(model, [device for device, _ in zip(devices, chunks, strict=False)])
    return gather(parallel_apply(replicas, chunks), devices[0])


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = (scatter(inputs, devices), scatter(target, devices))
    replicas = replicate(model, devices[: len(chunks)])
    shares = [len(chunk) / len(inputs) for chunk in chunks]
    lossy = [
        _WithLoss(replica, criterion, t, share) for replica, t, share in zip(replicas, targets, shares, strict=False)
    ]
    return gather(parallel_apply(lossy, chunks), devices[0]).sum()


def wrap(model, devices):
    model.to(torch.device(devices[0]))
    gpus = [torch.device(name).index for name in devices]
    return nn.DataParallel(model, gpus, output_device=gpus[0]) if len(gpus) > 1 else model


def unwrap(model):
    return unwrap(model.module) if isinstance(model, nn.DataParallel) else model
