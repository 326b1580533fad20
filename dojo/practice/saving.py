"""Checkpoints: `torch.save` of practice tensors, and `torch.load` with any `map_location`.

A file names the device that each tensor was on. So one that was saved on `practice:0` needs `map_location` where there
is no practice GPU, as one from a CUDA GPU does where there is no such GPU.
"""

from typing import Any, NoReturn

import torch
from torch.storage import TypedStorage

from dojo.practice import place


class PracticeStorage(torch.UntypedStorage):
    """The memory of practice tensors: the CPU's, under another name."""

    _index: int

    @property
    def device(self) -> torch.device:  # type: ignore[override]  # an attribute there
        """The practice device."""
        return place.device(self._index)

    def __reduce__(self) -> NoReturn:
        raise RuntimeError(f"a tensor on {self.device} cannot go to another process as it is: send tensor.cpu()")


def storage_of(raw: torch.Tensor, index: int) -> PracticeStorage:
    """Return the memory that belongs to a practice tensor. It is no other's, so it can be renamed for good."""
    storage: Any = raw.untyped_storage()
    storage.__class__ = PracticeStorage
    storage._index = index
    assert isinstance(storage, PracticeStorage)
    return storage


def typed(storage: torch.UntypedStorage, dtype: torch.dtype) -> TypedStorage:
    """Return memory with the type of its elements, as pickled tensors hold it."""
    return TypedStorage(wrap_storage=storage, dtype=dtype, _internal=True)


def _tag(storage: Any) -> str | None:
    return str(storage.device) if isinstance(storage, PracticeStorage) else None


def _restore(storage: Any, location: str) -> PracticeStorage | None:
    if location.partition(":")[0] != place.NAME:
        return None
    index = place.index_of(torch.device(location))
    assert index is not None
    restored: PracticeStorage = PracticeStorage(storage.nbytes())  # type: ignore[no-untyped-call]
    restored.copy_(storage)
    restored._index = index
    return restored


def register() -> None:
    """Let `torch.save` and `torch.load` know practice devices. Must come before PyTorch's own for the CPU (10)."""
    torch.serialization.register_package(5, _tag, _restore)
