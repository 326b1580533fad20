"""The calls of the Linux kernel that Python 3.11 has no function for, each raising OSError with its own name.

Importing this works everywhere; calling works on Linux alone.
"""

import ctypes
import os
import signal
import struct
from pathlib import Path

NEW_MOUNTS, NEW_UTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NET = 0x20000, *(0x4000000 << bit for bit in range(5))
"""Kinds of namespace, for `unshare` and `enter`."""

READ_ONLY, NOSUID, NODEV, NOEXEC, BIND, RECURSIVE, SLAVE = 0x1, 0x2, 0x4, 0x8, 0x1000, 0x4000, 0x80000
"""Flags of `mount`; the first four also of `change_mount`."""

SET_DEATH_SIGNAL, SET_DUMPABLE, SET_SECCOMP, SET_SUBREAPER, SET_NO_NEW_PRIVILEGES = 1, 4, 22, 36, 38
"""Options of `control`."""

ABORTED = int(signal.SIGABRT)

_LIBC = ctypes.CDLL(None, use_errno=True)
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_MOUNT_SETATTR = 442
_DETACH = 2
_HERE, _EMPTY_PATH, _WHOLE_TREE = -100, 0x1000, 0x8000


def call(name: str, number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Return the result of a system call by its number.

    Raises:
        OSError: it failed; the message begins with `name`.
    """
    whole = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return _checked(name, _LIBC.syscall(ctypes.c_long(number), *whole))


def control(name: str, option: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> None:
    """Set a property of this process: prctl(2)."""
    whole = [ctypes.c_ulong(argument) if isinstance(argument, int) else argument for argument in arguments]
    padding = [ctypes.c_ulong(0)] * (4 - len(whole))
    _checked(name, _LIBC.prctl(option, *whole, *padding))


def unshare(kinds: int) -> None:
    """Put this process, or for pids its next children, into new namespaces."""
    _checked("unshare", _LIBC.unshare(kinds))


def enter(namespace: int, kind: int) -> None:
    """Put this process, or for pids its next children, into the namespace that a file descriptor stands for."""
    _checked("setns", _LIBC.setns(namespace, kind))


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount something on an existing place: mount(2)."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    result = _LIBC.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3])
    _checked(f"mount of {source} on {target}", result)


def change_mount(path: str, add: int = 0, remove: int = 0, *, below: bool = False) -> None:
    """Give a mount flags and take some (READ_ONLY, NOEXEC), with all mounts below it or alone. Linux 5.12."""
    attributes = ctypes.create_string_buffer(struct.pack("QQQQ", add, remove, 0, 0), 32)
    place = ctypes.create_string_buffer(os.fsencode(path))
    call("mount_setattr", _MOUNT_SETATTR, _HERE, place, _WHOLE_TREE if below else 0, attributes, 32)


def make_root(path: str) -> None:
    """Make a mount the root of this mount namespace, forget the old root, and work in the new one."""
    os.chdir(path)
    here = ctypes.create_string_buffer(b".")
    call("pivot_root", _PIVOT_ROOT[os.uname().machine], here, here)
    _checked("umount2", _LIBC.umount2(here, _DETACH))
    os.chdir("/")


def drop_capabilities() -> None:
    """Give up every capability. With no new privileges, no program that is executed can bring one back."""
    header, none = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _checked("capset", _LIBC.capset(header, none))


def forget_signals() -> None:
    """Give every signal its default action, but leave SIGPIPE and SIGXFSZ to Python, which makes them exceptions.

    Set below Python, whose own table of handlers stays as it is: that takes a tenth of the time.
    """
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGPIPE, signal.SIGXFSZ):
            _LIBC.signal(number, None)


def exit_on_abort() -> None:
    """Let abort() exit with ABORTED: pid 1 of a namespace survives its own SIGABRT, and abort() would crash instead."""
    _LIBC.signal(int(signal.SIGABRT), ctypes.cast(_LIBC._exit, ctypes.c_void_p))


def mapped_bytes() -> int:
    """Return the size of this process's address space."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    return pages * os.sysconf("SC_PAGESIZE")


def _checked(name: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
