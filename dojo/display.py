"""Values as learners read them: one short line, the same digits on every machine."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

import torch
from torch import Tensor, nn

T = TypeVar("T")

ADDRESS = re.compile(r" (?:object )?at 0x[0-9a-fA-F]+")
"""Where an object lies in memory tells a learner nothing, and differs in each run."""

SMALL, SMALLER = 12, 6
"""A tensor of up to so many elements is shown by its values, a larger one by its shape; the second among arguments."""
WIDTH = 100


def brief(value: object, values: bool = False) -> str:
    """Return one short line about a value.

    Args:
        value: anything.
        values: show a few values of a large tensor too, and not only its shape.
    """
    text = _brief(value, values)
    return text if len(text) <= WIDTH * 2 else text[: WIDTH * 2 - 2] + " …"


def _brief(value: object, values: bool) -> str:
    if isinstance(value, Tensor):
        return _tensor(value, values)
    if isinstance(value, nn.Module):
        text = repr(value) if not any(True for _ in value.children()) else ""
        return text if 0 < len(text) <= 110 else f"{type(value).__name__}(…)"
    if isinstance(value, torch.optim.Optimizer):
        return f"{type(value).__name__}(…)"
    if isinstance(value, dict):
        return (
            "{"
            + _items([f"{brief(key)}: {brief(item, values)}" for key, item in _first(value.items())], len(value))
            + "}"
        )
    if type(value) is list:
        return "[" + _items([brief(item, values) for item in _first(value)], len(value)) + "]"
    if isinstance(value, tuple):
        end = "," if len(value) == 1 else ""
        return "(" + _items([brief(item, values) for item in _first(value)], len(value)) + end + ")"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, type) or callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    try:
        return ADDRESS.sub("", " ".join(repr(value).split()))
    except Exception as error:  # the learner's own __repr__
        return f"<{type(value).__qualname__}, whose repr raises {type(error).__name__}>"


def _first(items: Iterable[T]) -> list[T]:
    return list(islice(items, 8))


def _items(texts: list[str], length: int) -> str:
    return ", ".join(texts) + (f", … {length} in all" if length > len(texts) else "")


def _tensor(tensor: Tensor, values: bool) -> str:
    shape = f"({tensor.shape[0]},)" if tensor.dim() == 1 else f"({', '.join(map(str, tensor.shape))})"
    traits = [str(tensor.dtype).removeprefix("torch.")] if tensor.dtype is not torch.float32 else []
    if tensor.requires_grad:
        traits.append("requires grad")
    if tensor.device.type != "cpu":
        traits.append(str(tensor.device))
    traits_text = " ".join(traits)
    elsewhere = (
        tensor.device.type != "cpu" and not values
    )  # to fetch its values would be a transfer, and may be counted
    if elsewhere or tensor.device.type == "meta" or tensor.layout is not torch.strided:
        return f"tensor {shape} {traits_text}".rstrip()
    tensor = tensor.detach()
    if tensor.numel() <= (SMALL if values else SMALLER):
        end = f", {traits_text}" if traits else ""
        note = f" of shape {shape}" if tensor.numel() == 0 else ""
        return f"tensor({_nested(tensor.tolist())}{end}){note}"
    head = ""
    if values:
        flat = tensor.flatten()[:6].tolist()
        head = f": {', '.join(map(_number, flat))}, …"
    return f"tensor {shape} {traits_text}".rstrip() + head


def _nested(values: object) -> str:
    if isinstance(values, list):
        return "[" + ", ".join(map(_nested, values)) + "]"
    return _number(values)


def _number(value: object) -> str:
    if not isinstance(value, float):
        return repr(value)
    text = f"{value:.5g}"
    return text if any(mark in text for mark in ".en") else text + ".0"
