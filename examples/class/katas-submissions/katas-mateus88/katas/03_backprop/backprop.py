"""Backpropagation: gradients add up until you clear them. Read README.md, then run: pytest katas/03_backprop"""

import torch
from torch import Tensor, nn


def gradients(model: nn.Module, criterion: nn.Module, inputs: Tensor, target: Tensor) -> dict[str, Tensor]:
    """Return each parameter's gradient of the loss on this batch alone, by parameter name.

    Args:
        model: maps (batch, features) to (batch, classes); its parameters may hold gradients of earlier batches.
        criterion: maps (batch, classes) and (batch,) to a scalar, the mean over the samples.
        inputs: (batch, features).
        target: (batch,), class indices.

    Returns:
        name -> tensor of the parameter's shape, a copy that later backward passes leave alone; frozen parameters
        (`requires_grad` is False) have no entry.

    Example: nn.Linear(1, 2, bias=False) with weight [[0.], [0.]], cross-entropy, inputs [[2.]], target [0]
        -> {"weight": [[-1.], [1.]]}
    """
    # TODO: Clear what earlier batches left behind, run forward and backward, and copy the gradients.
    raise NotImplementedError("gradients: not written yet")


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, criterion: nn.Module, inputs: Tensor, target: Tensor
) -> float:
    """Update the parameters once, by the gradient of this batch alone, and return the loss before the update.

    Args:
        model: maps (batch, features) to (batch, classes); its parameters may hold gradients of earlier batches.
        optimizer: any over the model's parameters whose step() needs no argument; it decides how to update.
        criterion: maps (batch, classes) and (batch,) to a scalar, the mean over the samples.
        inputs: (batch, features).
        target: (batch,), class indices.

    Returns:
        The loss as a Python float, of the forward pass that made the gradient.

    Example: nn.Linear(1, 2, bias=False) with weight [[0.], [0.]], cross-entropy, SGD with lr = 0.1, inputs [[2.]],
        target [0] -> 0.6931..., and weight is [[0.1], [-0.1]]
    """
    # TODO: Clear, forward, backward, step; return the loss as a number.
    raise NotImplementedError("train_step: not written yet")


def accumulate_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    criterion: nn.Module,
    micro_batches: list[tuple[Tensor, Tensor]],
) -> float:
    """Update the parameters once, as for all samples in one batch, with only one micro-batch in memory at a time.

    Args:
        model: maps (batch, features) to (batch, classes); its parameters may hold gradients of earlier batches.
        optimizer: any over the model's parameters whose step() needs no argument; it decides how to update.
        criterion: maps (batch, classes) and (batch,) to a scalar, the mean over the samples.
        micro_batches: at least one pair of inputs (batch, features) and target (batch,); batch is 1 or more and differs
            between pairs.

    Returns:
        The mean loss over all samples before the update, as a Python float.

    Example: nn.Linear(1, 2, bias=False) with weight [[0.], [0.]], cross-entropy, SGD with lr = 0.1, micro-batches
        [[1.], [1.], [1.]] and [[2.]], all targets 0 -> 0.6931..., and weight is [[0.0625], [-0.0625]]
    """
    # TODO: Let each micro-batch add its share of the gradient to .grad, then step once.
    raise NotImplementedError("accumulate_step: not written yet")


def graph_names(tensor: Tensor) -> list[str]:
    """Return the names of the autograd nodes from a tensor's `grad_fn` on, along each operation's first input.

    Args:
        tensor: any tensor, of any shape.

    Returns:
        The class name of each node, the tensor's own first; [] for a tensor that no operation made or that needs no
        gradient.

    Example: (w * 2.0) ** 2 with w a parameter -> ["PowBackward0", "MulBackward0", "AccumulateGrad"]
    """
    # TODO: Walk from tensor.grad_fn along next_functions[0][0] until there is nothing more to follow.
    raise NotImplementedError("graph_names: not written yet")


def input_gradient(model: nn.Module, inputs: Tensor, class_index: int) -> Tensor:
    """Return the derivative of one class's logits, summed over the batch, with respect to the inputs.

    Args:
        model: maps (batch, features) to logits (batch, classes), each sample on its own; frozen or not, in any mode.
        inputs: (batch, features), a leaf that may or may not require grad.
        class_index: the class, one for all samples.

    Returns:
        (batch, features), how much that class's logit changes with each entry of inputs.

    Example: a linear model with weight [[1, 2], [3, 4]], one sample, class_index 1 -> [[3.0, 4.0]]
    """
    # TODO: Ask autograd for the gradient at the inputs only; leave .grad, the flags and the caller's tensor alone.
    raise NotImplementedError("input_gradient: not written yet")


def distillation_loss(student: nn.Module, teacher: nn.Module, inputs: Tensor) -> Tensor:
    """Return the mean squared difference between the student's and the teacher's logits, a loss for the student alone.

    Args:
        student: maps (batch, features) to logits (batch, classes); learns from the loss.
        teacher: maps (batch, features) to logits (batch, classes); only shows the way, in the mode it is in.
        inputs: (batch, features).

    Returns:
        A scalar tensor whose backward pass goes through the student and not through the teacher.

    Example: student's logits [[1, 2]], teacher's logits [[1, 4]] -> tensor(2.)
    """
    # TODO: Compare the two outputs, and cut the teacher's out of the graph.
    raise NotImplementedError("distillation_loss: not written yet")
