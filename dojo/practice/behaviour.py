"""What a practice tensor does by itself; what it computes is in tensor.py.

Most of it is what a tensor on a GPU does: it has no NumPy array, says where it is, and can be copied and saved.
"""

from collections import OrderedDict
from typing import Any, NoReturn

import torch
from torch import Tensor

from dojo.practice import errors, place, saving, traffic

_SUFFIXES = (", size=", ", dtype=")


class Behaviour(Tensor):
    """A tensor whose values are in another one, `_raw`, on the CPU."""

    _raw: Tensor
    _where: int

    # Nothing is decided before an operator: C++ sees the native device, and methods are overridden by methods.
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]  # as nn.Parameter does

    @property
    def device(self) -> torch.device:  # type: ignore[override]  # an attribute there
        """Where it is."""
        return place.device(self._where)

    def to(self, *args: Any, **kwargs: Any) -> Tensor:
        """Do as `torch.Tensor.to`."""
        first = (place.native(place.checked(arg)) if type(arg) is int else place.named(arg) for arg in args[:1])
        moved: Tensor = _TO(self, *first, *args[1:], **{key: place.named(value) for key, value in kwargs.items()})
        return moved

    @property
    def data(self) -> Tensor:
        """The values, apart from the graph."""
        return _DATA.__get__(self)  # type: ignore[no-any-return]

    @data.setter
    def data(self, other: Tensor) -> None:
        _DATA.__set__(self, other)
        if isinstance(other, Behaviour):
            self._raw, self._where = other._raw.detach(), other._where

    @property
    def grad(self) -> Tensor | None:
        """The gradient."""
        return _GRAD.__get__(self)  # type: ignore[no-any-return]

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        with errors.named_as_learners_do():
            _GRAD.__set__(self, gradient)

    @grad.deleter
    def grad(self) -> None:
        _GRAD.__delete__(self)

    def backward(self, *args: Any, **kwargs: Any) -> None:
        """Do as `torch.Tensor.backward`."""
        with errors.named_as_learners_do():
            _BACKWARD(self, *args, **kwargs)

    def numpy(self, *, force: bool = False) -> Any:
        """Refuse, as tensors on any GPU do, unless forced."""
        if force:
            return self.detach().cpu().resolve_conj().resolve_neg().numpy()
        raise TypeError(
            f"can't convert {self.device} device type tensor to numpy. "
            "Use Tensor.cpu() to copy the tensor to host memory first."
        )

    def tolist(self) -> Any:
        """Return the values as numbers in lists."""
        traffic.note(to_host=1)
        return self._raw.tolist()

    def data_ptr(self) -> int:
        """Return where the values are."""
        return self._raw.data_ptr()

    def untyped_storage(self) -> torch.UntypedStorage:
        """Return the memory."""
        return saving.storage_of(self._raw, self._where)

    def type(self, dtype: Any = None, non_blocking: bool = False) -> Any:
        """Do as `torch.Tensor.type`."""
        if dtype is None:
            return self._raw.type().replace("torch.", f"torch.{place.NAME}.")
        return super().type(dtype, non_blocking)

    def pin_memory(self, device: Any = None) -> NoReturn:  # noqa: ARG002  the method's signature
        """Refuse, as tensors on any GPU do."""
        raise RuntimeError(f"cannot pin '{self.type()}': only dense CPU tensors can be pinned")

    def record_stream(self, stream: Any) -> None:
        """Do nothing: the practice GPU has no streams."""

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]  # untyped there
        text = repr(self._raw.detach()).removesuffix(")")
        cut = min((text.rfind(suffix) for suffix in _SUFFIXES if suffix in text), default=len(text))
        text = f"{text[:cut]}, device='{self.device}'{text[cut:]}"
        if self.grad_fn is not None:
            text += f", grad_fn=<{self.grad_fn.name().rpartition('::')[2]}>"
        elif self.requires_grad:
            text += ", requires_grad=True"
        return f"{'Parameter containing:' + chr(10) if _is_parameter(self) else ''}{text})"

    def __format__(self, form: str) -> str:
        if self.dim() == 0 and not _is_parameter(self):
            return format(self.item(), form)
        return object.__format__(self, form)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment"
            )
        copied: Tensor = self.detach().clone(memory_format=torch.preserve_format)
        if _is_parameter(self):
            copied = torch.nn.Parameter(copied, self.requires_grad)
        else:
            copied.requires_grad_(self.requires_grad)
            copied.grad = None if self.grad is None else self.grad.__deepcopy__(memo)
        return copied

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        if _is_parameter(self):
            return torch._utils._rebuild_parameter, (self.detach(), self.requires_grad, OrderedDict())
        raw = self._raw.resolve_conj().resolve_neg()
        memory = saving.typed(saving.storage_of(raw, self._where), raw.dtype)
        place_in_it = (raw.storage_offset(), tuple(raw.size()), raw.stride())
        return torch._utils._rebuild_tensor_v2, (memory, *place_in_it, self.requires_grad, OrderedDict())

    def __tensor_flatten__(self) -> NoReturn:
        """Be there, for then `Module.to` lets parameters be the objects they were; and refuse what would use it."""
        raise NotImplementedError("torch.compile does not work on the practice GPU: compile for the CPU or a real GPU")


_TO: Any = Tensor.to
_BACKWARD: Any = Tensor.backward
_DATA: Any = Tensor.data
_GRAD: Any = Tensor.grad


def _is_parameter(tensor: Tensor) -> bool:
    return isinstance(tensor, torch.nn.Parameter)


def refresh(tensor: Behaviour) -> None:
    """Let a tensor have its raw tensor's shape, after an operator that changes shapes in place."""
    raw = tensor._raw
    if tensor.shape != raw.shape or tensor.stride() != raw.stride() or tensor.storage_offset() != raw.storage_offset():
        only_shape = torch._C.DispatchKeySet(torch._C.DispatchKey.Meta)
        _AS_STRIDED.redispatch(only_shape, tensor, raw.shape, raw.stride(), raw.storage_offset())


_AS_STRIDED: Any = torch.ops.aten.as_strided_.default
