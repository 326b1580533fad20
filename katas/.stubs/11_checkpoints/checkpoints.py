"""Checkpoints: save, load, resume. Read README.md, then run: pytest katas/11_checkpoints"""

import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def best_weights(model: nn.Module) -> dict[str, Tensor]:
    """Return a copy of all that the model has learned and measured, which later training leaves alone.

    Args:
        model: any network.

    Returns:
        name -> tensor, the names and values of the model's `state_dict()` as they are now.

    Example: nn.Linear(1, 1) with weight 2. and bias 3. -> {"weight": [[2.]], "bias": [3.]}, also after further training
    """
    # TODO: Copy each tensor of the state_dict; the state_dict itself only points to them.
    raise NotImplementedError("best_weights: not written yet")


def strip_prefix(state_dict: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a dict with the same tensors under the names without DataParallel's "module." at the front.

    Args:
        state_dict: name -> tensor; either all names begin with "module.", or none does.

    Returns:
        A new dict; where no name begins with "module.", with the same names.

    Example: {"module.fc.weight": w} -> {"fc.weight": w}
    """
    # TODO: Take "module." from the front of each name, once; leave the caller's dict as it is.
    raise NotImplementedError("strip_prefix: not written yet")


def save_weights(model: nn.Module, path: Path) -> None:
    """Write the model's state_dict to a file.

    Args:
        model: any network.
        path: of the file, whose folder exists; what is there already is replaced.

    Returns:
        None: `torch.load(path, weights_only=True)` now gives name -> tensor.

    Example: save_weights(nn.Linear(1, 1), Path("linear.pt")) writes "weight" and "bias"
    """
    # TODO: Save the state_dict, and not the model.
    raise NotImplementedError("save_weights: not written yet")


def load_weights(model: nn.Module, path: Path, device: str) -> None:
    """Put the weights of a file into the model, and execute nothing that a stranger may have written into it.

    Args:
        model: a network on `device`, of the kind whose weights are in the file.
        path: of a file with a state_dict, whose tensors may have been on a device that this machine lacks.
        device: where the model is, such as "cpu".

    Returns:
        None: the model's own parameters and buffers have new values.

    Raises:
        Exception: of any kind, where the file holds more than plain data, or names and shapes other than the model's.

    Example: a file with {"weight": [[2.]], "bias": [3.]}, nn.Linear(1, 1), "cpu" -> the layer now maps 1. to 5.
    """
    # TODO: Load the file's tensors to the device, refusing all that is no plain data, and hand them to the model.
    raise NotImplementedError("load_weights: not written yet")


def load_matching(model: nn.Module, state_dict: Mapping[str, Tensor]) -> dict[str, list[str]]:
    """Put what fits into the model, and tell what was loaded and what was not.

    Args:
        model: a network that shares some layers with that of state_dict, as when a head is replaced.
        state_dict: name -> tensor; an entry fits where the model's state_dict has the same name with the same shape.

    Returns:
        Three lists of names, each in any order: "loaded", those that fit; "missing", the model's other names;
        "unused", state_dict's other names.

    Raises:
        ValueError: nothing fits; the model is as it was.

    Example: nn.Linear(2, 1) and {"weight": one of shape (1, 2), "bias": one of shape (5,), "extra": any}
        -> {"loaded": ["weight"], "missing": ["bias"], "unused": ["bias", "extra"]}
    """
    # TODO: Pick the entries that fit, refuse to load nothing, load them, and name the others.
    raise NotImplementedError("load_matching: not written yet")


def save_checkpoint(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, epoch: int, path: Path) -> None:
    """Write all that training needs to go on; whenever the process dies, a whole file is at path.

    Args:
        model: the network that is trained.
        optimizer: over its parameters.
        scheduler: of the optimizer's learning rate.
        epoch: how many epochs are finished.
        path: of the file, whose folder exists; what is there already is replaced.

    Returns:
        None: `torch.load(path, weights_only=True)` now gives a dict with "model", "optimizer" and "scheduler" (their
        state_dicts), "epoch", "torch_rng" (`torch.get_rng_state()`) and "python_rng" (`random.getstate()`).

    Example: save_checkpoint(model, optimizer, scheduler, 3, Path("runs/last.pt")), and a kill at any moment: last.pt
        holds epoch 3, or the epoch that it held before
    """
    # TODO: Write the six entries to another file in the same folder, then let it take the name in one step.
    raise NotImplementedError("save_checkpoint: not written yet")


def load_checkpoint(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, path: Path) -> int:
    """Put everything back as it was when the checkpoint was saved, both random generators too.

    Args:
        model: a new network on the CPU, of the kind that was saved.
        optimizer: a new one over its parameters, of the kind that was saved.
        scheduler: a new one of this optimizer, of the kind that was saved.
        path: of a file as `save_checkpoint` writes it, whose tensors may have been on a device that this machine lacks.

    Returns:
        How many epochs are finished.

    Raises:
        Exception: of any kind, where the file holds more than plain data.

    Example: a checkpoint of epoch 3 -> 3, and the next torch.rand(1) is the one that came next after saving
    """
    # TODO: Load the file as load_weights does, hand each of the three its part, and set the two generators.
    raise NotImplementedError("load_checkpoint: not written yet")


def resume_training(
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler,
    criterion: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    epochs: int,
    path: Path,
) -> int:
    """Train until so many epochs are finished, from the checkpoint on if there is one, and save one after each epoch.

    Args:
        model: a new network on the CPU, in training mode.
        optimizer: a new one over its parameters.
        scheduler: a new one of this optimizer.
        criterion: maps the model's output and a batch's target to a scalar.
        loader: each iteration over it gives the batches (inputs, target) of one epoch, in an order drawn from PyTorch's
            default generator or Python's `random`.
        epochs: how many are to be finished in all, by this call and those before it.
        path: of the checkpoint; without a file there, training begins with the first epoch.

    Returns:
        How many epochs this call has trained.

    Example: epochs = 10 and a checkpoint of epoch 7 -> 3, and model, optimizer and scheduler are bit for bit as after
        10 epochs without a break
    """
    # TODO: Load the checkpoint if there is one; for each epoch left: train on all batches, step the scheduler, save.
    raise NotImplementedError("resume_training: not written yet")
