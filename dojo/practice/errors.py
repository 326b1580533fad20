"""What is refused, in a GPU's words: tensors of different devices, and work in a DataLoader's worker process."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.utils.data._utils import worker

from dojo.practice import place

MOVES = ("aten::copy_", "aten::_to_copy")
"""What takes tensors of different devices."""
HELPED = {
    "aten::_pack_padded_sequence": ("lengths",),
    "aten::_pad_packed_sequence": ("batch_sizes",),
} | {
    f"aten::{name}": ("indices",) for name in ("index", "index_put", "index_put_", "_index_put_impl_", "_unsafe_index")
}
"""What takes some of its arguments from the CPU, and which, as CUDA's do."""
SCALED = ("fill", "masked_fill", "index_fill", "_foreach_")
"""The beginnings of what takes a number as a CPU tensor without dimensions, besides pointwise operators."""


@dataclass(frozen=True)
class Traits:
    """What matters of an operator."""

    name: str
    moves: bool
    helped: tuple[str, ...]
    """The arguments that it may take from the CPU."""
    scaled: bool
    """Whether it takes a number as a CPU tensor without dimensions."""
    written: tuple[str, ...]
    """The arguments that it writes to."""


@cache
def traits_of(func: Any) -> Traits:
    """Return what matters of an operator."""
    name = func._schema.name
    written = [arg.name for arg in func._schema.arguments if arg.alias_info is not None and arg.alias_info.is_write]
    scaled = torch.Tag.pointwise in func.tags or name.partition("::")[2].startswith(SCALED)
    return Traits(name, name in MOVES, HELPED.get(name, ()), scaled, tuple(written))


def check_devices(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Refuse tensors of different devices where a GPU would.

    Raises:
        RuntimeError: they are.
    """
    traits = traits_of(func)
    if traits.moves:
        return
    first: torch.device | None = None
    given = {argument.name: arg for argument, arg in zip(func._schema.arguments, args, strict=False)} | kwargs
    for name, tensor in _tensors(given):
        from_cpu = name in traits.helped or (traits.scaled and tensor.dim() == 0 and name not in traits.written)
        if from_cpu and tensor.device.type != place.NAME:
            continue
        if first is None:
            first = tensor.device
        elif tensor.device != first:
            raise RuntimeError(
                f"Expected all tensors to be on the same device, but found at least two devices, {first} and "
                f"{tensor.device}! (when checking argument {name} of {traits.name})"
            )


def _tensors(given: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    for name, value in given.items():
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(item, Tensor):
                yield name, item


def check_process() -> None:
    """Refuse to work in a worker process of a DataLoader, where a CUDA GPU cannot be used either.

    Raises:
        RuntimeError: this is one.
    """
    if worker._worker_info is not None:
        raise RuntimeError(
            "Cannot use the practice GPU in a worker process of a DataLoader: leave the data set on the CPU, "
            "and move each batch to the device when it arrives"
        )


@contextmanager
def named_as_learners_do() -> Iterator[None]:
    """Replace the native device's name in what C++ complains about."""
    try:
        yield
    except RuntimeError as error:
        said = re.sub(r"Lazy(\w+)Type", rf"torch.{place.NAME}.\1Tensor", str(error)).replace(place.NATIVE, place.NAME)
        if said == str(error):
            raise
        raise RuntimeError(said) from None
