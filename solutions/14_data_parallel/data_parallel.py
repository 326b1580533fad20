"""Data parallel: one batch, several devices, one model. Read README.md, then run: pytest katas/14_data_parallel"""

import copy
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor, nn


def scatter(batch: Tensor, devices: Sequence[str]) -> list[Tensor]:
    """Return the batch in consecutive chunks, one on each device.

    Args:
        batch: (batch, ...), one sample or more, on any device.
        devices: one name or more, such as "cuda:0"; a name may be there more than once.

    Returns:
        Tensors (chunk, ...), connected to the batch for autograd. A chunk has batch / len(devices) samples, rounded up,
        and the last one what is left; where nothing is left for the last devices, there are fewer chunks.

    Example: 5 samples -> 3 and 2 on two devices; 2, 2 and 1 on four devices, the last of which gets nothing
    """
    chunks = batch.chunk(len(devices))
    return [chunk.to(device) for chunk, device in zip(chunks, devices, strict=False)]


def replicate(model: nn.Module, devices: Sequence[str]) -> list[nn.Module]:
    """Return a replica of the model for each device, with copies of its parameters that are connected to them.

    Args:
        model: its parameters and buffers are on devices[0].
        devices: one name or more, such as "cuda:0"; a name may be there more than once.

    Returns:
        Modules that compute on their device what the model, as it is now, computes. The backward pass goes through them
        to the model's parameters. The first one uses the model's own buffers, each other one has copies of them.

    Example: a model w * x with w = 3, two replicas, x = 1 for the first and x = 2 for the second -> 3.0 and 6.0, and
        w.grad is 3.0 after the backward pass of the sum
    """
    return [_replica(model, device, first=index == 0) for index, device in enumerate(devices)]


def _replica(model: nn.Module, device: str, first: bool) -> nn.Module:
    # What deepcopy finds in its memo, it takes for copied already.
    memo = {id(parameter): parameter.to(device) for parameter in model.parameters()}
    memo |= {id(buffer): buffer if first else buffer.to(device, copy=True) for buffer in model.buffers()}
    return copy.deepcopy(model, memo)


def parallel_apply(replicas: Sequence[nn.Module], inputs: Sequence[Tensor]) -> list[Tensor]:
    """Return what each replica makes of its own input, all of them running at the same time.

    Args:
        replicas: one module or more, each called with one tensor.
        inputs: as many tensors, each on its replica's device.

    Returns:
        The outputs in the order of the replicas. No thread is running any more.

    Raises:
        RuntimeError: a replica raised an Exception of any kind, which is its `__cause__`; the message names the device
            of the replica's input. If several did, it is about the first of them in the order of the replicas.

    Example: replicas x -> 2 * x and x -> 3 * x, inputs [1.] and [5.] -> [2.] and [15.]
    """
    recording = torch.is_grad_enabled()

    def run(replica: nn.Module, chunk: Tensor) -> Tensor:
        with torch.set_grad_enabled(recording):  # a new thread records a graph, whatever its parent does
            output: Tensor = replica(chunk)
            return output

    with ThreadPoolExecutor(len(replicas)) as pool:
        futures = [pool.submit(run, replica, chunk) for replica, chunk in zip(replicas, inputs, strict=True)]
    for future, chunk in zip(futures, inputs, strict=True):
        if error := future.exception():
            raise RuntimeError(f"the replica on {chunk.device} failed: {error}") from error
    return [future.result() for future in futures]


def gather(outputs: Sequence[Tensor], device: str) -> Tensor:
    """Return the outputs as one batch on a device, in their order.

    Args:
        outputs: one tensor (chunk, ...) or more, each on any device; chunk differs between them.
        device: a name such as "cuda:0" or "cpu".

    Returns:
        (sum of the chunks, ...), connected to each of the outputs for autograd.

    Example: [[1.], [2.]] and [[3.]] -> [[1.], [2.], [3.]]
    """
    return torch.cat([output.to(device) for output in outputs])


def data_parallel(model: nn.Module, inputs: Tensor, devices: Sequence[str]) -> Tensor:
    """Return the model's output for the inputs, computed on several devices, a chunk of the inputs on each.

    Args:
        model: maps (batch, ...) to (batch, ...); its parameters and buffers are on devices[0].
        inputs: (batch, ...), one sample or more, on any device.
        devices: one name or more, such as "cuda:0"; a name may be there more than once.

    Returns:
        The output on devices[0], connected to the inputs and to the model's parameters for autograd.

    Example: a model w * x with w = 3, inputs [[1.], [2.], [3.]], two devices -> [[3.], [6.], [9.]], and w.grad is 6.0
        after the backward pass of the sum
    """
    chunks = scatter(inputs, devices)
    replicas = replicate(model, devices[: len(chunks)])
    return gather(parallel_apply(replicas, chunks), devices[0])


def parallel_loss(
    model: nn.Module, criterion: nn.Module, inputs: Tensor, target: Tensor, devices: Sequence[str]
) -> Tensor:
    """Return the mean loss over a batch, where each device works out the loss of its own chunk.

    Args:
        model: maps (batch, features) to (batch, classes); its parameters and buffers are on devices[0].
        criterion: any module that maps (batch, classes) and (batch,) to a scalar, the mean over the samples, and has no
            tensors of its own.
        inputs: (batch, features), one sample or more, on any device.
        target: (batch,), class indices, on any device.
        devices: one name or more, such as "cuda:0"; a name may be there more than once.

    Returns:
        A scalar tensor on devices[0], connected to the model's parameters for autograd, in which each sample counts the
        same.

    Example: a mean loss of 9.0 for the 3 samples of one device, and of 36.0 for the 2 samples of the other -> 19.8
    """
    chunks, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    losses = [criterion(output, part) * len(part) for output, part in zip(outputs, targets, strict=True)]
    return torch.stack([loss.to(devices[0]) for loss in losses]).sum() / len(target)


def wrap(model: nn.Module, devices: Sequence[str]) -> nn.Module:
    """Return the model ready for these devices: in PyTorch's nn.DataParallel for several, else the model itself.

    Args:
        model: not wrapped yet; its parameters and buffers are on any one device.
        devices: one device such as "cpu", or several different GPUs.

    Returns:
        An nn.DataParallel over the devices, or for one device the model; the model is on devices[0] now.

    Example: wrap(model, ["cuda:1", "cuda:0"]) -> an nn.DataParallel whose outputs are on cuda:1
    """
    model.to(devices[0])
    return model if len(devices) == 1 else nn.DataParallel(model, [torch.device(device) for device in devices])


def unwrap(model: nn.Module) -> nn.Module:
    """Return the bare model, as it is saved: without any nn.DataParallel around it.

    Args:
        model: any module, in no nn.DataParallel, in one, or in several, one in the other.

    Returns:
        The model itself, no copy of it.

    Example: nn.DataParallel(nn.Linear(2, 3)) has the keys module.weight and module.bias -> weight and bias
    """
    while isinstance(model, nn.DataParallel):
        model = model.module
    return model
