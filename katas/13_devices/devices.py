"""Devices: the same code runs on the CPU and on any GPU. Read README.md, then run: pytest katas/13_devices"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn


def pick_device(preferred: str | None = None) -> torch.device:
    """Return the device that is asked for, or the best one of this machine.

    Args:
        preferred: a name such as "cpu", "cuda" or "cuda:1"; None for the accelerator of this machine, whatever its
            make, and for the CPU where there is none.

    Returns:
        The device, with the index that was asked for.

    Raises:
        ValueError: this machine has no such device.

    Example: pick_device("cpu") -> torch.device("cpu"); pick_device("cuda:7") on a laptop -> ValueError
    """
    # TODO: Take the device that is asked for if this machine has it; the best there is for None.
    raise NotImplementedError("pick_device: not written yet")


def device_of(module: nn.Module) -> torch.device | None:
    """Return the one device on which a module's parameters and buffers are.

    Args:
        module: with modules inside it or without.

    Returns:
        The device, None for a module without parameters and buffers: that one works anywhere.

    Raises:
        ValueError: they are on more than one device.

    Example: nn.Linear(3, 2) -> torch.device("cpu"); nn.ReLU() -> None
    """
    # TODO: Gather the devices of all parameters and buffers; there should be one.
    raise NotImplementedError("device_of: not written yet")


def move_to(batch: Any, device: torch.device) -> Any:
    """Return a batch whose tensors are on the device, whatever they are packed in.

    Args:
        batch: tensors and other values in dicts, lists, tuples and named tuples, nested to any depth; or one tensor.
        device: where the tensors shall be.

    Returns:
        The same containers with the same keys, with moved tensors; all other values as they are.

    Example: {"image": tensor([1.]), "name": "cat"}, "cuda:1" -> {"image": tensor([1.], device="cuda:1"), "name": "cat"}
    """
    # TODO: Move a tensor, go into the containers, and pass on what is neither.
    raise NotImplementedError("move_to: not written yet")


def masked_mean(x: Tensor, lengths: Tensor) -> Tensor:
    """Return the mean of each sequence over its own length, computed where the sequences are.

    Args:
        x: (batch, time, features), padded: from a sequence's length on anything may stand there, nan too.
        lengths: (batch,), whole numbers from 1 to time, on the same device.

    Returns:
        (batch, features), on the device of x and with its dtype.

    Example: [[[1.], [3.], [9.]], [[5.], [9.], [9.]]] and [2, 1] -> [[2.], [5.]]
    """
    # TODO: Leave out what stands behind each sequence's length; make what you need for it where x is.
    raise NotImplementedError("masked_mean: not written yet")


def train_on(
    model: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    criterion: nn.Module,
    optimizer: torch.optim.Optimizer,
    device: torch.device,
) -> float:
    """Train the model on the device for one pass through the batches, and return the mean loss.

    Args:
        model: maps (batch, features) to (batch, classes); on any device, afterwards on `device`.
        batches: pairs of inputs (batch, features) and target (batch,) on the CPU, of different sizes, none of them
            empty; can be gone through once.
        criterion: maps (batch, classes) and (batch,) to a scalar; may hold parameters or buffers, on any device.
        optimizer: over the model's parameters; makes one update for each batch.
        device: where all the work is done.

    Returns:
        The criterion's values, each counted as often as its batch has samples, divided by the number of all samples.

    Example: losses 1.0 for a batch of 3 and 2.0 for a batch of 1 -> 1.25
    """
    # TODO: Bring all that takes part to the device, make one update for each batch, and fetch the loss at the end.
    raise NotImplementedError("train_on: not written yet")


def accuracy_on(model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], device: torch.device) -> float:
    """Return the share of samples that the model gets right, counted on the device and fetched once.

    Args:
        model: maps (batch, features) to logits (batch, classes); on any device, afterwards on `device`.
        batches: pairs of inputs (batch, features) and target (batch,) on the CPU, of different sizes, none of them
            empty; can be gone through once.
        device: where the model runs.

    Returns:
        The share of all samples whose largest logit is at the target's class.

    Example: 3 of 3 right in one batch, 0 of 1 in the next -> 0.75
    """
    # TODO: Count on the device what is right, without a graph, and fetch the count at the end.
    raise NotImplementedError("accuracy_on: not written yet")


def load_anywhere(path: str, device: torch.device) -> Any:
    """Return what `torch.save` has written to a file, with all its tensors on the device.

    Args:
        path: the file; its tensors were on any device, also on one that this machine does not have.
        device: where they shall be now.

    Returns:
        Tensors, numbers and strings, and containers of them, as they were saved.

    Raises:
        Exception: the file holds anything else; it may be code, which is not run.

    Example: a state_dict saved on "cuda:1", and "cpu" -> the same names and values, all on the CPU
    """
    # TODO: Load the file, say where its tensors shall be, and let none of its code run.
    raise NotImplementedError("load_anywhere: not written yet")


def synchronized_seconds(operation: Callable[[], object], device: torch.device) -> float:
    """Return how long an operation takes on a device, until its work is really done.

    Args:
        operation: what is timed; it may only hand its work to the device and return at once. Runs once.
        device: on which it works; it may still be busy with earlier work, which does not count.

    Returns:
        Seconds.

    Example: an operation that returns at once and keeps the GPU busy for 20 milliseconds -> 0.02...
    """
    # TODO: Start the clock when the device is free, and stop it when the operation's work is done.
    raise NotImplementedError("synchronized_seconds: not written yet")
