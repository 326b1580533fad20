"""Where a tensor is: `practice:0`, `practice:1`, and what PyTorch's own machinery takes them for.

A device written in Python has one index at most in PyTorch's C++, its backward pass would start a thread that no later
fork survives, and it could not be registered any more once some other backward pass has run. So to C++ a practice
tensor is on `lazy:0` or `lazy:1`: a kind of device that PyTorch knows, that has indices, whose backward pass runs in
the calling thread, and that nothing else uses in a standard build. Learners never see that name.
"""

import threading

import torch

NAME = "practice"
COUNT = 2
NATIVE = "lazy"
AUTOCAST = torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastPrivateUse1)  # type: ignore[attr-defined]  # not in stubs
"""What tells C++ that `torch.autocast("practice")` is about a tensor."""


class _Current(threading.local):
    index = 0


_current = _Current()


def current() -> int:
    """Return the index of this thread's current device."""
    return _current.index


def set_current(index: int) -> int:
    """Choose this thread's current device, and return the index of the one before."""
    before, _current.index = _current.index, checked(index)
    return before


def checked(index: int) -> int:
    """Return an index of a device that there is.

    Raises:
        RuntimeError: there is none of that index.
    """
    if not 0 <= index < COUNT:
        there = " and ".join(f"{NAME}:{one}" for one in range(COUNT))
        raise RuntimeError(f"invalid device ordinal: there is no {NAME}:{index}, only {there}")
    return index


def device(index: int) -> torch.device:
    """Return the device as learners know it."""
    return torch.device(NAME, index)


def native(index: int) -> torch.device:
    """Return the device as C++ knows it."""
    return torch.device(NATIVE, index)


def index_of(device: torch.device) -> int | None:
    """Return the index of a practice device by either name, None for any other device.

    Without an index it is 0, whatever the current device: C++, which makes that up for CPU tensors, knows no better.
    """
    if device.type not in (NAME, NATIVE):
        return None
    return checked(device.index or 0)


def named(value: object) -> object:
    """Return what C++ knows a practice device as, if the value names one as learners do; else the value itself."""
    if isinstance(value, str) and value.partition(":")[0] == NAME:
        value = torch.device(value)
    if isinstance(value, torch.device) and value.type == NAME:
        return native(checked(value.index or 0))
    return value
