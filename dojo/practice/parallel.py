"""What `nn.DataParallel` needs of C++, which has it for CUDA alone: scatter, broadcast, gather."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import torch
from torch import Tensor
from torch.cuda import nccl

from dojo.practice import backend, place
from dojo.practice.behaviour import Behaviour


def scatter(tensor: Tensor, devices: Sequence[int], sizes: Sequence[int] | None, dim: int, _: Any) -> list[Tensor]:
    """Return one part of a tensor on each device."""
    parts = tensor.chunk(len(devices), dim) if sizes is None else tensor.split(list(sizes), dim)
    return [part.to(place.device(index), copy=True) for part, index in zip(parts, devices, strict=False)]


def broadcast_coalesced(tensors: Sequence[Tensor], devices: Sequence[int], _: int) -> list[list[Tensor]]:
    """Return all the tensors on each device; on the first, where they are already, themselves."""
    return [[tensor.to(place.device(index)) for tensor in tensors] for index in devices]


def gather(tensors: Sequence[Tensor], dim: int, destination: int | None) -> Tensor:
    """Return the parts as one tensor on a device, or for -1 on the CPU."""
    to = torch.device("cpu") if destination == -1 else place.device(destination or 0)
    return torch.cat([tensor.to(to) for tensor in tensors], dim)


def register() -> None:
    """Let PyTorch's Python find them."""
    for function in (scatter, broadcast_coalesced, gather):
        name = f"_{function.__name__}"
        setattr(torch._C, name, _for_practice(function, getattr(torch._C, name, None)))
    available: Any = nccl.is_available
    nccl.is_available = lambda tensors: not isinstance(tensors[0], Behaviour) and available(tensors)
    kind: Any = torch._utils._get_available_device_type
    for module in (torch._utils, import_module("torch.nn.parallel.data_parallel")):  # each knows it by its own name
        vars(module)["_get_available_device_type"] = lambda: place.NAME if backend.is_available() else kind()


def _for_practice(function: Callable[..., Any], otherwise: Callable[..., Any] | None) -> Callable[..., Any]:
    """Return a function that takes CUDA's part on a machine that has it, and practice tensors are none of it."""
    if otherwise is None:
        return function

    def chosen(tensors: Any, *args: Any) -> Any:
        first = tensors if isinstance(tensors, Tensor) else tensors[0]
        mine = isinstance(first, Behaviour) or (first.device.type == "cpu" and backend.is_available())
        return (function if mine else otherwise)(tensors, *args)

    return chosen
