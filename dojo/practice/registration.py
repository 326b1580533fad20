"""Tells PyTorch that there is a practice GPU: once per process, when first asked for."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

import torch
from torch import nn

from dojo.practice import accelerator, backend, parallel, place, saving
from dojo.practice.tensor import PracticeTensor, compute, kernel

MAKERS = ("empty.memory_format", "empty_strided", "tril_indices", "triu_indices")
"""What makes a tensor on a device from nothing; `torch.zeros` and the others are made of the first two."""


class UnsupportedError(RuntimeError):
    """There can be no practice GPU in this process. The message says why."""


_libraries: list[torch.library.Library] = []  # a library's kernels live as long as it does


def register() -> None:
    """Let there be a practice GPU in this process.

    Raises:
        UnsupportedError: this PyTorch is not one that it was made for.
    """
    if reason := _tried():
        raise UnsupportedError(f"no practice GPU with torch {torch.__version__}: {reason}")


@cache
def _tried() -> str:
    """Return why there can be no practice GPU, "" if there is one now."""
    taken = torch._C._get_privateuse1_backend_name()
    if taken != "privateuseone":
        return f"another backend, {taken}, has the place that PyTorch keeps for one device from outside"
    try:
        with torch.enable_grad(), torch.inference_mode(False), torch.device("cpu"), _without_dtensor():
            _register()
            _try_out()
    except Exception as error:
        first: BaseException = error
        while first.__cause__ is not None:
            first = first.__cause__
        return f"{type(first).__name__}: {first}".partition("\n")[0]
    return ""


@contextmanager
def _without_dtensor() -> Iterator[None]:
    """Spare what is tried out here the import of `torch.distributed.tensor`, which takes a second.

    At the first operator on any tensor that is written in Python, PyTorch looks for the class DTensor there, and never
    again. So where this process has not imported it by now, it cannot use DTensor any more.
    """
    name = "torch.distributed.tensor"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = stand_in = ModuleType(name)
    stand_in.DTensor = type("DTensor", (), {})  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del sys.modules[name]


def _register() -> None:
    nn.Parameter(torch.ones(())).backward()  # the engine starts a thread for each device that it finds now: for none
    real = torch.accelerator.current_accelerator()
    setup = importlib.import_module("torch.utils.backend_registration")._setup_privateuseone_for_python_backend
    accelerator.replace_accelerator(real)  # first, so that nobody takes the practice GPU for real if the rest fails
    setup(place.NAME, backend_module=backend)
    _libraries.append(aten := torch.library.Library("aten", "IMPL"))
    for name in MAKERS:
        aten.impl(name, kernel(name), "PrivateUse1")
    for name in (*MAKERS[:2], "_local_scalar_dense"):
        aten.impl(name, kernel(name), "Lazy")
    aten.impl("_copy_from", _copy_from, "Lazy")
    if not torch.cuda.is_available():
        aten.impl("_pin_memory", _pin, "CPU")
    saving.register()
    parallel.register()
    accelerator.replace_swap()
    accelerator.replace_generator()


def _copy_from(source: torch.Tensor, to: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
    """Copy where PyTorch excludes Python, inside `torch.tensor(...)`."""
    copied = compute(torch.ops.aten.copy_.default, (to, source, non_blocking), {})
    assert isinstance(copied, torch.Tensor)
    return copied


def _pin(tensor: torch.Tensor, device: Any = None) -> torch.Tensor:  # noqa: ARG001  the operator's signature
    """Return a copy, as pinning does; all memory of the CPU is at hand for the practice GPU."""
    return tensor.clone()


def _try_out() -> None:
    """Train a little; whatever PyTorch has changed shows here, and not in the middle of a learner's exercise."""
    net, inputs = nn.Linear(2, 1), torch.ones(3, 2)
    wanted = torch.autograd.grad(net(inputs).square().sum(), list(net.parameters()))
    parameter = net.weight
    net.to("practice:1")
    net(inputs.to("practice:1")).square().sum().backward()
    if not isinstance(parameter, PracticeTensor) or net.weight is not parameter:
        raise RuntimeError("a module does not keep its parameters when it moves")
    for one, value in zip(net.parameters(), wanted, strict=True):
        if one.grad is None or not torch.equal(one.grad.cpu(), value):
            raise RuntimeError("a backward pass gives other numbers than on the CPU")
