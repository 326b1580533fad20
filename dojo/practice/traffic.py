"""What a real GPU would have to wait for, counted: copies between host and device, and synchronizations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Traffic:
    """What has happened since the watching began, on both practice devices together."""

    to_device: int = 0
    """Tensors copied from the CPU to a practice device."""
    to_host: int = 0
    """What waits for a GPU, and how often: a value is fetched (`.cpu()`, `.item()`, `.tolist()`, `if loss > 1`,
    `print` and the like), or the size of a result, where that depends on values (`x[mask]`, `nonzero`, `masked_select`,
    `unique`, `bincount`, `torch.where(mask)`, `repeat_interleave` by a tensor). `x[mask] = 0` waits for nothing."""
    between: int = 0
    """Tensors copied from one practice device to the other."""
    synchronized: list[int] = field(default_factory=list)
    """The devices that were waited for by `synchronize()`, by index, in that order."""


_watching: list[Traffic] = []


@contextmanager
def watch_traffic() -> Iterator[Traffic]:
    """Count while the block runs, for instance in a driver: one transfer at the end, or one for each batch?"""
    seen = Traffic()
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


def note(to_device: int = 0, to_host: int = 0, between: int = 0) -> None:
    """Count for all who watch."""
    for seen in _watching:
        seen.to_device += to_device
        seen.to_host += to_host
        seen.between += between


def note_synchronized(index: int) -> None:
    """Count for all who watch."""
    for seen in _watching:
        seen.synchronized.append(index)
