"""Optimizers: what step() does with the gradients. Read README.md, then run: pytest katas/04_optimizers"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn


def sgd_step(
    parameters: list[Tensor],
    velocities: list[Tensor],
    lr: float,
    momentum: float,
    weight_decay: float,
    nesterov: bool,
) -> None:
    """Update the parameters once, in place, as SGD does.

    Args:
        parameters: leaves that require grad, of any shape, some of them possibly without a gradient (`.grad` is None).
        velocities: one for each parameter, of its shape; holds the new velocities afterwards.
        lr: the learning rate, which may differ from call to call.
        momentum: how much of the velocity is kept.
        weight_decay: how much of the parameter is added to its gradient.
        nesterov: whether to look ahead: to go along the gradient plus momentum times the new velocity.

    Returns:
        None: the parameters themselves have changed.

    Example: parameter 2., gradient 1., velocity 4., lr = 0.1, momentum = 0.5, weight_decay = 0.25, not nesterov
        -> velocity 3.5, parameter 1.65
    """
    # TODO: Skip what has no gradient; of the others, update the velocity, then the parameter, both in place.
    raise NotImplementedError("sgd_step: not written yet")


def adam_step(
    parameters: list[Tensor],
    state: dict[Any, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> None:
    """Update the parameters once, in place, as Adam does.

    Args:
        parameters: leaves that require grad, of any shape, some of them possibly without a gradient (`.grad` is None).
        state: empty before the first call; what you put into it is there again in the next one.
        lr: the learning rate, which may differ from call to call.
        betas: how much is kept of the average of the gradients, and of that of their squares.
        eps: added to the root, so that nothing is divided by zero.
        weight_decay: how much of the parameter is added to its gradient.

    Returns:
        None: the parameters themselves have changed.

    Example: parameter 2., gradient 1., empty state, lr = 0.1, betas = (0.9, 0.99), eps = 0.25, weight_decay = 0.
        -> parameter 1.92
    """
    # TODO: Keep the step count and two averages of each parameter in state; correct them, then update in place.
    raise NotImplementedError("adam_step: not written yet")


class SGD(torch.optim.Optimizer):
    """SGD as an optimizer that everything in PyTorch can work with: schedulers, parameter groups, checkpoints.

    Example: SGD([{"params": [a]}, {"params": [b], "lr": 0.01}], lr=0.1, momentum=0.9) updates b with lr 0.01
    """

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        # TODO: Hand the parameters and a dict of the four options to torch.optim.Optimizer.
        raise NotImplementedError("__init__: not written yet")

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Update the parameters of each group once, in place, by the options that the group has now.

        Args:
            closure: clears the gradients, runs forward and backward, and returns the loss; to be called once, before
                the update.

        Returns:
            What the closure returned, None without one.
        """
        # TODO: Call the closure if there is one; then update each parameter by the options of its group.
        raise NotImplementedError("step: not written yet")


def decay_groups(model: nn.Module, lr: float, weight_decay: float) -> list[dict[str, Any]]:
    """Return parameter groups for an optimizer, of which biases and normalization layers have no weight decay.

    Args:
        model: any network; some of its parameters may be shared by several layers.
        lr: the learning rate of every group.
        weight_decay: that of the parameters that decay.

    Returns:
        Dicts with "params" (a list of the model's own parameters), "lr" and "weight_decay".

    Example: nn.Linear(2, 3), lr = 0.1, weight_decay = 0.01
        -> [{"params": [weight], "lr": 0.1, "weight_decay": 0.01}, {"params": [bias], "lr": 0.1, "weight_decay": 0.0}]
    """
    # TODO: Sort the parameters into two groups, each with its own lr and weight_decay.
    raise NotImplementedError("decay_groups: not written yet")


def clipped_step(model: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, max_norm: float) -> float:
    """Update the parameters once, by the gradient of this loss, scaled down where its norm is above a limit.

    Args:
        model: the network that the loss was computed with; its parameters may hold gradients of earlier batches.
        optimizer: any over the model's parameters whose step() needs no argument; it decides how to update.
        loss: a scalar whose graph leads to some or all of the parameters.
        max_norm: the largest norm that the gradient may have, above 0.

    Returns:
        The norm before clipping, of the gradients of all parameters together, as a Python float.

    Example: weights 1. and 2., loss 3 * first + 4 * second, max_norm = 1., SGD with lr = 0.1
        -> 5.0, and the weights are 0.94 and 1.92
    """
    # TODO: Clear, run backward, measure and scale all gradients together, step; return what was measured.
    raise NotImplementedError("clipped_step: not written yet")


def fit(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler,
    batches: list[tuple[Tensor, Tensor]],
    criterion: nn.Module,
    epochs: int,
) -> list[float]:
    """Train for some epochs with a learning rate that a scheduler changes after each, and return those rates.

    Args:
        model: maps (batch, features) to (batch, classes); its parameters may hold gradients of earlier batches.
        optimizer: any over the model's parameters whose step() needs no argument; it decides how to update.
        scheduler: of this optimizer; any whose step() needs no argument and is meant for once an epoch.
        batches: pairs of inputs (batch, features) and target (batch,), the same in each epoch.
        criterion: maps (batch, classes) and (batch,) to a scalar.
        epochs: how often to go through all batches.

    Returns:
        For each epoch the learning rate that its updates were made with, that of the first parameter group.

    Example: SGD with lr = 0.1, StepLR with step_size = 2 and gamma = 0.5, 5 epochs -> [0.1, 0.1, 0.05, 0.05, 0.025]
    """
    # TODO: Note the learning rate, update once for each batch, then let the scheduler step; repeat for each epoch.
    raise NotImplementedError("fit: not written yet")
