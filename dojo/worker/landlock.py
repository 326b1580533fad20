"""Landlock: this process and its children lose all files but some, for good, without being root. Linux 5.13.

What it does not stop: asking for a file's size, owner and times, changing its permissions, owner, times and attributes,
following directories to a name, connecting to a Unix socket by its name, UDP, and all that a descriptor opened before
allows. Before Linux 6.2 it lets files be cut to a length, before 6.7 it knows no TCP, before 6.12 no signals and no
abstract sockets. seccomp.py and namespaces.py see to these.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from dojo.worker import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << bit for bit in range(6))
_MAKE_DIR, _MAKE_FILE, _MAKE_SOCKET, _MAKE_FIFO, _MAKE_LINK = (1 << bit for bit in (7, 8, 9, 10, 12))
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_MAKE = _MAKE_DIR | _MAKE_FILE | _MAKE_SOCKET | _MAKE_FIFO | _MAKE_LINK  # no devices
_WRITE = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE | _REFER | _TRUNCATE
_ON_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE

_FIRST, _WITH_REFER, _WITH_TRUNCATE, _WITH_TCP, _WITH_IOCTL, _WITH_SCOPES, _WITH_LOG = range(1, 8)
_TCP_BIND_AND_CONNECT = 3
_ABSTRACT_SOCKETS_AND_SIGNALS = 3
_LOG_NOTHING = 1


def version() -> int:
    """Return the version of Landlock's interface here.

    Raises:
        OSError: the kernel has no Landlock, or it is switched off.
    """
    return kernel.call("Landlock", _CREATE_RULESET, None, 0, 1)


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Leave this process files that it may read and execute, and files that it may read and write, and no others.

    A folder stands for all below it. In a writable folder everything but devices can be made. TCP is refused, and
    signals and abstract sockets that lead out of this process and its children, where the kernel can. Needs "no new
    privileges".

    Raises:
        OSError: a path does not exist, or the kernel refuses.
    """
    known = version()
    handled = _handled(known)
    ruleset = _new_ruleset(known, handled)
    try:
        for path in readable:
            _allow(ruleset, path, _READ & handled)
        for path in writable:
            _allow(ruleset, path, _WRITE & handled)
        # Without the flag each refusal goes to the audit log: a way to flood it.
        kernel.call("Landlock", _RESTRICT_SELF, ruleset, _LOG_NOTHING if known >= _WITH_LOG else 0)
    finally:
        os.close(ruleset)


def _handled(known: int) -> int:
    bits = 13 + (known >= _WITH_REFER) + (known >= _WITH_TRUNCATE) + (known >= _WITH_IOCTL)
    return (1 << bits) - 1


def _new_ruleset(known: int, handled: int) -> int:
    words = [handled]
    if known >= _WITH_TCP:
        words.append(_TCP_BIND_AND_CONNECT)
    if known >= _WITH_SCOPES:
        words.append(_ABSTRACT_SOCKETS_AND_SIGNALS)
    attributes = ctypes.create_string_buffer(struct.pack(f"{len(words)}Q", *words), 8 * len(words))
    return kernel.call("Landlock", _CREATE_RULESET, attributes, 8 * len(words), 0)


def _allow(ruleset: int, path: Path, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            access &= _ON_A_FILE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, place), 12)
        kernel.call(f"Landlock, for {path}", _ADD_RULE, ruleset, 1, rule, 0)
    finally:
        os.close(place)
