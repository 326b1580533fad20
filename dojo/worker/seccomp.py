"""seccomp: this process and its children lose system calls that a learner's code has no use for, for good. Linux 3.17.

A list of what is refused, not of what is allowed: PyTorch's needs change with each release, and the rest of the walls
does not hang on this one. A refused call fails with EPERM, as it would for an unprivileged user, and nothing ends. It
compares numbers and never looks behind a pointer: it knows no paths and no addresses of sockets.
"""

import ctypes
import errno
import os
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from dojo.worker import denied, kernel

_LOAD, _IF_EQUAL, _IF_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_X32 = 0x40000000
_FILTER = 2

_NEW_NAMESPACES = 0x7E020000  # all CLONE_NEW* but that of time, which clone does not take
_THREAD = 0x10000
_TYPE_BEHIND_A_PIPE = (0x5412, 0x541C)  # TIOCSTI TIOCLINUX: typing into a terminal
_ATTRIBUTES = (0x40086602, 0x40046602, 0x401C5820)  # FS_IOC_SETFLAGS, of 64 and 32 bits, FS_IOC_FSSETXATTR
_OWNER_BY_IOCTL = (0x8901, 0x8902)  # FIOSETOWN SIOCSPGRP
_OWNER_BY_FCNTL = (8, 10, 15, 1026)  # F_SETOWN F_SETSIG F_SETOWN_EX F_NOTIFY: a signal to whoever is named
_DEATH_SIGNAL, _DUMPABLE, _PTRACER = 1, 4, 0x59616D61


@dataclass(frozen=True)
class _Machine:
    """What differs between architectures."""

    audit: int
    column: int
    """Which of `denied.Numbers` is ours."""
    clone: int
    clone3: int
    socket: int
    socketpair: int
    ioctl: int
    fcntl: int
    prctl: int
    prlimit: int
    own_pid_first: tuple[int, ...]
    """kill tgkill rt_sigqueueinfo rt_tgsigqueueinfo: calls whose first argument is a process to signal."""


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 0, 56, 435, 41, 53, 16, 72, 157, 302, (62, 234, 129, 297)),
    "aarch64": _Machine(0xC00000B7, 1, 220, 435, 198, 199, 29, 25, 167, 261, (129, 131, 138, 240)),
}

Instruction = tuple[int, int, int, int]
"""Code, instructions to skip if true, if false, operand."""


def restrict(alone: bool) -> None:
    """Refuse the calls of `denied.ALWAYS` and some arguments of others, from now on.

    With `alone`, for a process without namespaces of its own, also what reaches past it: starting processes (threads
    are fine), signals to others, sockets with a name, and files' metadata. Needs "no new privileges".

    Raises:
        OSError: the kernel refuses, or this is neither x86_64 nor aarch64.
    """
    program = assemble(os.uname().machine, os.getpid() if alone else None)
    numbers = (number for instruction in program for number in instruction)
    code = struct.pack("=" + "HBBI" * len(program), *numbers)
    instructions = ctypes.create_string_buffer(code, len(code))
    pointer = struct.pack("HxxxxxxP", len(program), ctypes.addressof(instructions))
    kernel.control("seccomp", kernel.SET_SECCOMP, _FILTER, ctypes.create_string_buffer(pointer, len(pointer)))


def assemble(machine: str, alone: int | None) -> list[Instruction]:
    """Return the filter's program; `alone` is the pid of a process that must stay the only one.

    Raises:
        OSError: there is no table of that machine's calls.
    """
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"seccomp: no table of system calls for {machine}")
    table = _MACHINES[machine]
    return [*_by_number(machine, alone is not None), *_by_argument(table, alone), (_RETURN, 0, 0, _ALLOW)]


@cache
def _by_number(machine: str, alone: bool) -> tuple[Instruction, ...]:
    table = _MACHINES[machine]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 1, 0, table.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        program += [(_IF_ANY_BIT, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    program += _refuse([table.clone3], errno.ENOSYS)  # its flags are behind a pointer; C libraries go on with clone
    calls = denied.ALWAYS + denied.WITHOUT_NAMESPACES if alone else denied.ALWAYS
    return (*program, *_refuse(number for pair in calls if (number := pair[table.column]) is not None))


def warm_up() -> None:
    """Work out what is the same for each run, so that runs forked from this process need not."""
    for alone in (False, True):
        with suppress(KeyError):  # `restrict` says it
            _by_number(os.uname().machine, alone)


def _by_argument(table: _Machine, alone: int | None) -> list[Instruction]:
    only_unix = _unless(0, [socket.AF_UNIX])
    program = _when(table.socket, only_unix) + _when(table.prlimit, _unless(0, [0]))
    commands: tuple[int, ...] = _TYPE_BEHIND_A_PIPE
    if alone is None:
        clone = _if_any(0, _NEW_NAMESPACES)
        pair = only_unix
    else:
        commands += _ATTRIBUTES + _OWNER_BY_IOCTL
        clone = _if_any(0, _NEW_NAMESPACES) + _unless_any(0, _THREAD)
        pair = only_unix + _if_type(socket.SOCK_DGRAM)  # the one kind that can be sent to a name
        program += _when(table.fcntl, _if_one_of(1, _OWNER_BY_FCNTL))
        program += [step for number in table.own_pid_first for step in _when(number, _unless(0, [alone]))]
    program += _when(table.clone, clone) + _when(table.socketpair, pair) + _when(table.ioctl, _if_one_of(1, commands))
    return program + _when(table.prctl, _if_one_of(0, (_DEATH_SIGNAL, _DUMPABLE, _PTRACER)))


def _refuse(numbers: Iterable[int], error: int = errno.EPERM) -> list[Instruction]:
    return [step for number in numbers for step in ((_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | error))]


def _when(number: int, block: list[Instruction]) -> list[Instruction]:
    """The block, which ends the program for this call alone."""
    block = [*block, (_RETURN, 0, 0, _ALLOW)]
    return [(_IF_EQUAL, 0, len(block), number), *block]


def _argument(index: int) -> Instruction:
    """Its low half: the kernel, too, takes no more of an int."""
    return (_LOAD, 0, 0, _FIRST_ARGUMENT + 8 * index)


def _if_one_of(index: int, values: Iterable[int]) -> list[Instruction]:
    return [_argument(index), *_refuse(values)]


def _unless(index: int, values: list[int]) -> list[Instruction]:
    jumps: list[Instruction] = [(_IF_EQUAL, len(values) - position, 0, value) for position, value in enumerate(values)]
    return [_argument(index), *jumps, (_RETURN, 0, 0, _ERROR | errno.EPERM)]


def _if_any(index: int, bits: int) -> list[Instruction]:
    return [_argument(index), (_IF_ANY_BIT, 0, 1, bits), (_RETURN, 0, 0, _ERROR | errno.EPERM)]


def _unless_any(index: int, bits: int) -> list[Instruction]:
    return [_argument(index), (_IF_ANY_BIT, 1, 0, bits), (_RETURN, 0, 0, _ERROR | errno.EPERM)]


def _if_type(kind: int) -> list[Instruction]:
    return [_argument(1), (_AND, 0, 0, 0xF), (_IF_EQUAL, 0, 1, kind), (_RETURN, 0, 0, _ERROR | errno.EPERM)]
