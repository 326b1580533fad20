"""What may cross from the learner's code to a test: plain values, and nothing that is still connected to either side.

Tests are written as if the learner's code ran in another process, so that it can. What comes back is therefore a copy,
made of exact types. Whatever must be looked at alive (an instance, an autograd graph, an alias, a hook, the number of
calls) is looked at by a driver, which runs beside the learner's code.
"""

from collections import OrderedDict
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

MAX_DEPTH = 50
"""Containers in containers, and no more; `dojo.worker.codec` takes as many."""
PLAIN = (int, float, str, bool, type(None))


class CannotCrossError(AssertionError):
    """A value is not plain. It is an AssertionError: the solution's values are plain, so the answer is wrong."""


def cross(value: object, name: str) -> Any:
    """Return a copy of a plain value: numbers, strings, booleans, None, tensors, and lists, tuples, dicts of them.

    A tensor arrives as (dtype, shape, values, requires_grad): contiguous, a leaf, sharing memory with nothing.

    Args:
        value: what the learner's code or a driver returned.
        name: the function that returned it, for the message.

    Raises:
        CannotCrossError: there is something else in it.
    """
    try:
        return _cross(value, name, 0)
    except (MemoryError, RuntimeError) as error:  # of a view that is larger than its memory
        raise CannotCrossError(f"{name}() returned something that cannot be copied: {error}") from None


def _cross(value: object, name: str, depth: int) -> Any:
    kind = type(value)
    if depth > MAX_DEPTH:
        raise CannotCrossError(f"{name}() returned something that is nested without end, or more than {MAX_DEPTH} deep")
    if kind in PLAIN:
        return value
    if kind in (Tensor, nn.Parameter):
        assert isinstance(value, Tensor)
        if value.layout is not torch.strided or value.is_nested or value.is_meta:
            raise CannotCrossError(f"{name}() returned a tensor without plain values: {value.layout} on {value.device}")
        return value.detach().clone(memory_format=torch.contiguous_format).requires_grad_(value.requires_grad)
    if isinstance(value, np.generic):
        return _cross(value.item(), name, depth)
    if kind in (list, tuple, torch.Size):
        assert isinstance(value, (list, tuple))
        items = [_cross(item, name, depth + 1) for item in value]
        return items if kind is list else tuple(items)
    if kind in (dict, OrderedDict):
        assert isinstance(value, dict)
        return {_cross(key, name, depth + 1): _cross(item, name, depth + 1) for key, item in value.items()}
    raise CannotCrossError(
        f"{name}() returned something of type {kind.__module__}.{kind.__qualname__}; "
        "an answer is made of numbers, strings, None, plain tensors, and lists, tuples or dicts of them"
    )
