"""Huge pages: a process that holds its memory in few pages forks, and its children end, in half the time."""

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

_SIZE = 2 << 20
_COLLAPSE = 25


def collapse() -> int:
    """Move the memory of this process, but files and stacks, into pages of 2 MiB, and return how many bytes moved.

    Costs a tenth of a second or two for each 100 MB, once; after importing, before the first fork. Does nothing where
    the kernel cannot: before Linux 6.1, with larger basic pages, on other systems.
    """
    if sys.platform != "linux":
        return 0
    advise = ctypes.CDLL(None).madvise
    starts = [start for first, end in _regions() for start in range(-(-first // _SIZE) * _SIZE, end - _SIZE + 1, _SIZE)]
    results = [advise(ctypes.c_void_p(start), ctypes.c_size_t(_SIZE), _COLLAPSE) for start in starts]
    return _SIZE * results.count(0)


def _regions() -> Iterator[tuple[int, int]]:
    """Private writable memory that is no file's: the heap, and what has no name."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, permissions, _, _, inode, *name = line.split(maxsplit=5)
        if permissions == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            first, end = addresses.split("-")
            yield int(first, 16), int(end, 16)
