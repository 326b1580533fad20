"""A practice tensor, and how operators are computed on it: unwrap, compute on the CPU, wrap again.

Operators get here below autograd, so the backward pass, views and in-place changes are PyTorch's own.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from dojo.practice import place, traffic
from dojo.practice.behaviour import Behaviour, refresh
from dojo.practice.errors import MOVES, check_devices, check_process, traits_of

ROOM = 1 << 60
"""How much memory a tensor has for C++, which never looks: what resizes it in place must not find it too small."""
WAITS = {
    f"aten::{name}"
    for name in (
        *("_local_scalar_dense", "equal", "allclose"),
        *("nonzero", "masked_select", "bincount"),
        *("_unique", "_unique2", "unique_dim", "unique_consecutive", "unique_dim_consecutive"),
    )
}
"""What gives Python a value, or a result whose size depends on values: Python waits for the size."""
INDEXED = {f"aten::{name}" for name in ("index", "index_put", "index_put_", "_index_put_impl_")}
"""What takes indices and, where they may be masks, must count what these mean."""


class PracticeTensor(Behaviour):
    """A tensor on a practice device."""

    @staticmethod
    def __new__(cls, raw: Tensor, where: int) -> "PracticeTensor":  # noqa: D102
        self: PracticeTensor = Tensor._make_wrapper_subclass(
            cls,
            raw.shape,
            strides=raw.stride(),
            storage_offset=raw.storage_offset(),
            dtype=raw.dtype,
            device=place.native(where),
            _extra_dispatch_keys=place.AUTOCAST,
            storage_size=ROOM,
        )
        self._raw, self._where = raw, where
        return self

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # the stub's has no func
        cls, func: Any, types: tuple[type, ...], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Compute an operator."""
        return compute(func, args, kwargs or {})

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        traffic.note(to_host=1)
        return super().__repr__()

    __tensor_unflatten__ = Behaviour.__tensor_flatten__


def compute(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Compute an operator on practice tensors, or one that makes them.

    Raises:
        RuntimeError: the tensors are on different devices.
        NotImplementedError: there is nothing that computes it.
    """
    check_process()
    tensors: list[Tensor] = []
    raw_args = [_raw(arg, tensors) for arg in args]
    raw_kwargs = {key: _raw(arg, tensors) for key, arg in kwargs.items()}
    mine = [tensor for tensor in tensors if isinstance(tensor, PracticeTensor)]
    name = func._schema.name
    if name == "aten::_has_compatible_shallow_copy_type":
        return len(mine) == len(tensors)
    if len(mine) < len(tensors) or any(tensor._where != mine[0]._where for tensor in mine):
        check_devices(func, args, kwargs)
    where = mine[0]._where if mine else None
    if (device := raw_kwargs.get("device")) is not None:
        where = place.index_of(device)
        raw_kwargs["device"] = device if where is None else torch.device("cpu")
    _count(name, args, kwargs, tensors, where)
    try:
        out = func(*raw_args, **raw_kwargs)
    except NotImplementedError as error:
        words = f"the practice GPU cannot compute {name}, because the CPU, which does it for it, cannot: {error}"
        raise NotImplementedError(words) from None
    if traits_of(func).written:
        for tensor in mine:
            refresh(tensor)
    return _result(name, out, where)


def _raw(value: Any, tensors: list[Tensor]) -> Any:
    """Return an argument as the CPU gets it, and note the tensors in it."""
    if isinstance(value, Tensor):
        tensors.append(value)
        return value._raw if isinstance(value, PracticeTensor) else value
    if isinstance(value, (list, tuple)):
        return type(value)([_raw(item, tensors) for item in value])
    return value


def _count(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], tensors: list[Tensor], to: int | None) -> None:
    """Note what a GPU would have to wait for; `to` is where an operator's result will be."""
    if name in MOVES:
        *destination, since = [tensor._where if isinstance(tensor, PracticeTensor) else None for tensor in tensors]
        now = destination[0] if destination else to
        if now != since:
            traffic.note(to_device=since is None, to_host=now is None, between=None not in (since, now))
    elif name in WAITS or _waits_for_a_size(name, args, kwargs):
        traffic.note(to_host=1)


def _waits_for_a_size(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Return whether CUDA waits for how many elements are meant, which it need not always do."""
    if name == "aten::repeat_interleave":
        return kwargs.get("output_size") is None
    if name not in INDEXED:
        return False
    indices = [index for index in args[1] if index is not None]
    if not any(isinstance(index, PracticeTensor) and index.dtype in (torch.bool, torch.uint8) for index in indices):
        return False
    values, accumulate = (*args[2:], None, False)[:2]
    # CUDA makes masked_fill_ of x[mask] = 0, which waits for nothing; here the number has become a tensor already.
    return values is None or accumulate or len(indices) > 1 or values.numel() > 1


def _result(name: str, out: Any, where: int | None) -> Any:
    if name == "aten::_pack_padded_sequence":  # its batch sizes stay on the CPU, as with CUDA
        return _wrapped(out[0], where), out[1]
    if name == "aten::_nested_tensor_from_mask_left_aligned":  # else a Transformer in eval() would make a nested tensor
        return False
    return _wrapped(out, where)


def _wrapped(value: Any, where: int | None) -> Any:
    """Return a result as practice tensors. What was changed in place PyTorch returns as the tensor that it was."""
    if isinstance(value, Tensor):
        return value if where is None else wrap(value, where)
    if isinstance(value, (list, tuple)):
        return type(value)([_wrapped(item, where) for item in value])
    return value


def wrap(raw: Tensor, where: int) -> PracticeTensor:
    """Return the practice tensor with these values.

    Raises:
        NotImplementedError: it is sparse, nested or quantized.
    """
    if raw.layout is not torch.strided or raw.is_nested or raw.is_quantized:
        kind = "nested" if raw.is_nested else "quantized" if raw.is_quantized else raw.layout
        raise NotImplementedError(f"the practice GPU holds ordinary, dense tensors only, and this would be {kind}")
    if raw.is_conj() or raw.is_neg():  # C++ would have to know
        raw = raw.resolve_conj().resolve_neg()
    return PracticeTensor(raw, where)


def operator(name: str) -> Any:
    """Return an operator by its name and overload, such as "sum.dim_IntList"."""
    packet, _, overload = name.partition(".")
    return getattr(getattr(torch.ops.aten, packet), overload or "default")


def kernel(name: str) -> Callable[..., Any]:
    """Return the kernel that computes an operator."""
    func = operator(name)

    def computed(*args: Any, **kwargs: Any) -> Any:
        return compute(func, args, kwargs)

    return computed
