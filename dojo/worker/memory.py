"""How much memory a process has taken, as the kernel tells others of it; what it says itself is not asked for."""

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LINES = re.compile(rb"^(Pid|VmRSS|VmHWM|RssFile):\s*(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Memory:
    """Of one process, in bytes, with what it shares with others; 0 throughout where it is not known."""

    now: int = 0
    most: int = 0
    """Since its start, or since it has executed another program."""
    files: int = 0
    """Of `now`: pages of mapped files, such as PyTorch's code, which come in as they are used."""


def pid_in_proc(child: int) -> int:
    """Return the number by which /proc names a child of this process, also where they count in a namespace of its own.

    0 where that cannot be known: without /proc, or before Linux 5.3.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            descriptor = os.pidfd_open(child)
            try:
                return _numbers(f"/proc/self/fdinfo/{descriptor}").get(b"Pid", 0)
            finally:
                os.close(descriptor)
    return 0


def memory_of(pid: int) -> Memory:
    """Return what a process takes; of one that has ended nothing is known, nor where /proc hides those of others."""
    with suppress(OSError):
        found = _numbers(f"/proc/{pid}/status")
        return Memory(*(1024 * found.get(name, 0) for name in (b"VmRSS", b"VmHWM", b"RssFile")))
    return Memory()


def _numbers(path: str) -> dict[bytes, int]:
    return {name: int(number) for name, number in _LINES.findall(Path(path).read_bytes())}
