"""Places in PyTorch's Python that have to know of the practice GPU, because its C++ cannot be told.

All of it is done when the practice GPU is registered, once per process, and changes nothing for other tensors.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from dojo.practice import backend, place
from dojo.practice.behaviour import Behaviour


def replace_accelerator(real: torch.device | None) -> None:
    """Let `torch.accelerator` mean the practice GPU while that is plugged in, and else what it meant before.

    Args:
        real: this machine's accelerator, found before the practice GPU took its place in C++.
    """
    for name, (function, real_name) in _FUNCTIONS.items():
        own = getattr(torch._C, f"_accelerator_{name}", None)
        if own is None:
            continue
        before = own
        if name == "getAccelerator":
            before = _constant(real)
        elif real is None:
            before = _no_accelerator
        elif real_name:
            before = getattr(torch.get_device_module(real), real_name, own)
        setattr(torch._C, f"_accelerator_{name}", _either(function or own, before))


def _either(plugged: Callable[..., Any], before: Callable[..., Any]) -> Callable[..., Any]:
    def chosen(*args: Any) -> Any:
        return (plugged if backend.is_available() else before)(*args)

    return chosen


def _constant(value: object) -> Callable[..., Any]:
    return lambda *_: value


def _no_accelerator(*_: object) -> Any:
    raise RuntimeError("Cannot access accelerator device when none is available.")


def _set_index(index: int) -> int:
    return place.current() if index < 0 else place.set_current(index)


def _no_memory(_: int) -> Any:
    raise RuntimeError("the practice GPU has no memory of its own to measure: its tensors are in the CPU's")


def _no_capability(_: int) -> Any:
    raise RuntimeError("the practice GPU has no capabilities to ask for: it computes what the CPU computes")


_FUNCTIONS: dict[str, tuple[Callable[..., Any] | None, str]] = {
    "getAccelerator": (lambda *_: torch.device(place.NAME), ""),
    "getDeviceIndex": (place.current, "current_device"),
    "setDeviceIndex": (_set_index, "set_device"),
    "exchangeDevice": (_set_index, "_exchange_device"),
    "maybeExchangeDevice": (_set_index, "_maybe_exchange_device"),
    "synchronizeDevice": (backend.synchronize, "synchronize"),
    "getStream": (None, "current_stream"),
    "setStream": (None, "set_stream"),
    "isAllocatorInitialized": (_constant(False), "is_initialized"),
    "emptyCache": (_constant(None), "empty_cache"),
    "emptyHostCache": (_constant(None), ""),
    "getDeviceCapability": (_no_capability, ""),
    "getMemoryInfo": (_no_memory, "mem_get_info"),
}
"""What `torch.accelerator` calls, what does it for the practice GPU if not C++, and for a real one its module."""


def replace_swap() -> None:
    """Let modules that move to or from a practice device keep their parameters, as on any device.

    An optimizer made before `.to()` goes on working then, also while the graph of an earlier call is still alive.
    """
    swap: Any = torch.utils.swap_tensors
    apply: Any = nn.Module._apply

    @wraps(swap)
    def swap_tensors(t1: torch.Tensor, t2: torch.Tensor) -> None:
        if not isinstance(t1, Behaviour) and not isinstance(t2, Behaviour):
            swap(t1, t2)
            return
        if is_lazy(t1):
            raise RuntimeError("a lazy module moves to the practice GPU after its first batch only: run one on the CPU")
        t1.__class__, t2.__class__ = t2.__class__, t1.__class__
        t1.__dict__, t2.__dict__ = t2.__dict__, t1.__dict__
        torch._C._swap_tensor_impl(t1, t2)

    @wraps(apply)
    def apply_(self: nn.Module, fn: Any, recurse: bool = True) -> Any:
        own = {name: one for name, one in self._parameters.items() if isinstance(one, Behaviour)}
        if not own:
            return apply(self, fn, recurse)
        for child in self.children() if recurse else ():
            child._apply(fn)
        with torch.no_grad():
            moved = {id(one): fn(one) for one in own.values()}
        kept = {name: one for name, one in own.items() if moved[id(one)] is one}  # a swap would cut it from its graph
        before = torch.__future__.get_swap_module_params_on_conversion()
        torch.__future__.set_swap_module_params_on_conversion(True)
        self._parameters.update(dict.fromkeys(kept))
        try:
            return apply(self, lambda one: moved.pop(id(one)) if id(one) in moved else fn(one), recurse=False)
        finally:
            self._parameters.update(kept)
            torch.__future__.set_swap_module_params_on_conversion(before)

    torch.utils.swap_tensors = swap_tensors
    nn.Module._apply = apply_  # type: ignore[method-assign]


_NEW: Any = torch._C.Generator.__new__


class _GeneratorType(type(torch._C.Generator)):  # type: ignore[misc]  # its metaclass has no name in the stubs
    """Any generator is a `torch.Generator`, also those made before."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, torch._C.Generator)


class Generator(torch._C.Generator, metaclass=_GeneratorType):
    """A random generator; for a practice device it is one of the CPU's that says it is there."""

    _index: int | None = None

    def __new__(cls, device: Any = "cpu") -> "Generator":
        """Make one for a device."""
        index = place.index_of(torch.device(device))
        self: Generator = _NEW(cls, "cpu" if index is not None else device)
        self._index = index
        return self

    @property
    def device(self) -> torch.device:  # type: ignore[override]  # an attribute there
        """Where it is."""
        return super().device if self._index is None else place.device(self._index)


def replace_generator() -> None:
    """Let `torch.Generator` know practice devices."""
    torch.Generator = Generator  # type: ignore[misc]
