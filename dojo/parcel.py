"""What a test hands to the learner's code, packed so that it arrives as a copy: in this process, or in another.

Packed with cloudpickle, so functions and classes of a test file go along by value. Tensors keep their memory layout,
`requires_grad` and `.grad`, and those that share memory still share it afterwards. Never unpack what others packed.
"""

import io
import pickle
import sys
from functools import lru_cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import cloudpickle
import torch
from torch import Tensor, nn


class CannotSendError(TypeError):
    """A test hands over something that cannot be copied: an error of the kata's author."""


class _Memory:
    """The memory of one or more tensors."""

    def __init__(self, storage: torch.UntypedStorage) -> None:
        self.storage = storage

    def __reduce__(self) -> tuple[Any, ...]:
        whole = torch.empty(0, dtype=torch.uint8).set_(self.storage)
        return _memory, (bytearray(whole.numpy().data),)  # as such it arrives uncopied


def _memory(data: bytearray) -> torch.UntypedStorage:
    if not data:
        return torch.UntypedStorage(0)
    return torch.frombuffer(data, dtype=torch.uint8).untyped_storage()


def _tensor(
    kind: type[Tensor], storage: torch.UntypedStorage, dtype: torch.dtype, place: tuple[Any, ...], requires_grad: bool
) -> Tensor:
    tensor = torch.empty(0, dtype=dtype).set_(storage, *place)
    if kind is nn.Parameter:
        return nn.Parameter(tensor, requires_grad)
    return tensor.requires_grad_(requires_grad)


def _set_grad(tensor: Tensor, grad: Tensor) -> None:
    tensor.grad = grad


_DEFAULT = {
    name: type(value) for name, value in vars(nn.Module()).items() if isinstance(value, (dict, set)) and not value
}
"""What each module has, and hardly one has something in: mostly hooks."""


def _reduce_module(module: nn.Module) -> Any:
    """Leave out what is empty and comes back by itself: that halves the time."""
    reduced = module.__reduce_ex__(5)
    if type(module).__setstate__ is not nn.Module.__setstate__ or len(reduced) < 3 or type(reduced[2]) is not dict:
        return reduced
    state = {name: value for name, value in reduced[2].items() if value or name not in _DEFAULT}
    return *reduced[:2], state, None, None, _fill_module


def _fill_module(module: nn.Module, state: dict[str, Any]) -> None:
    vars(module).update({name: kind() for name, kind in _DEFAULT.items()})
    vars(module).update(state)


def _has_known_name(thing: Any) -> bool:
    """Whether plain pickle may write a function or class down by its name: that takes a fifth of cloudpickle's time."""
    return str(thing.__module__).partition(".")[0] in _INSTALLED and _is_found(thing)


_INSTALLED = ("torch", "dojo", "builtins")
"""Packages that each process of ours has; none of a test's own."""


@lru_cache(maxsize=1024)
def _is_found(thing: Any) -> bool:
    found: Any = sys.modules.get(thing.__module__)
    for name in thing.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is thing


class _Packer(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self.memories: dict[int, _Memory] = {}

    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        if (kind is Tensor or kind is nn.Parameter) and obj.layout is torch.strided and not obj.is_meta:
            return self._reduce(kind, obj)
        if isinstance(obj, nn.Module):
            return _reduce_module(obj)
        if isinstance(obj, ModuleType) and kind is not ModuleType:  # a seam: there it is the seam of that process
            return import_module, (obj.__name__,)
        if (kind is FunctionType or issubclass(kind, type)) and not _has_known_name(obj):
            return super().reducer_override(obj)
        return NotImplemented

    def _reduce(self, kind: type[Tensor], tensor: Tensor) -> tuple[Any, ...]:
        if not tensor.is_leaf:
            raise CannotSendError(
                "a graded test hands over a tensor that is part of an autograd graph; detach it, or use a driver"
            )
        if tensor.device.type != "cpu":
            raise CannotSendError(f"a graded test hands over a tensor on {tensor.device}; make it inside a driver")
        requires_grad = tensor.requires_grad
        plain = tensor.detach().resolve_conj().resolve_neg()
        storage = plain.untyped_storage()
        memory = self.memories.setdefault(storage.data_ptr() or -len(self.memories) - 1, _Memory(storage))
        place = (plain.storage_offset(), tuple(plain.shape), plain.stride())
        made = (_tensor, (kind, memory, plain.dtype, place, requires_grad))
        return made if tensor.grad is None else (*made, tensor.grad, None, None, _set_grad)


def dumps(value: object, by_value: tuple[ModuleType, ...] = ()) -> bytes:
    """Pack a value.

    Args:
        value: anything that a test hands over.
        by_value: modules whose functions and classes go along by value: the test's own.

    Raises:
        CannotSendError: it holds something that cannot be copied.
    """
    for module in by_value:
        cloudpickle.register_pickle_by_value(module)
    file = io.BytesIO()
    try:
        _Packer(file).dump(value)
    except (TypeError, pickle.PicklingError, AttributeError) as error:
        if isinstance(error, CannotSendError):
            raise
        raise CannotSendError(f"a graded test hands over what cannot be copied: {error}") from error
    finally:
        for module in by_value:
            cloudpickle.unregister_pickle_by_value(module)
    return file.getvalue()


def loads(data: bytes | bytearray) -> Any:
    """Unpack what `dumps` packed."""
    return pickle.loads(data)
