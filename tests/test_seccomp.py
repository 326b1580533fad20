"""The filter of system calls, asked by an interpreter of its programs: also for machines that this one is not."""

import errno
import functools
import socket
from dataclasses import dataclass

import pytest

from dojo.worker import denied, seccomp

KILL, ALLOW, REFUSED, MISSING = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS


def decide(program: list[seccomp.Instruction], audit: int, number: int, *arguments: int) -> int:
    """What a filter says to a system call: the kernel's interpreter, for the five instructions that are used."""
    data = {0: number, 4: audit} | {16 + 8 * index: argument for index, argument in enumerate(arguments)}
    value, at = 0, 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        if code == 0x20:
            value = data.get(operand, 0)
        elif code == 0x54:
            value &= operand
        elif code == 0x06:
            return operand
        else:
            holds = value == operand if code == 0x15 else bool(value & operand)
            at += if_true if holds else if_false


@dataclass(frozen=True)
class Calls:
    """Numbers of system calls, to ask a filter about."""

    audit: int
    read: int
    mount: int
    clone: int
    kill: int
    socket: int
    prctl: int
    chmod: int


CALLS = {
    "x86_64": Calls(0xC000003E, 0, 165, 56, 62, 41, 157, 91),
    "aarch64": Calls(0xC00000B7, 63, 40, 220, 129, 198, 167, 52),
}


@pytest.mark.parametrize("alone", [None, 77], ids=["with namespaces", "alone"])
@pytest.mark.parametrize("machine", CALLS)
def test_the_filter_refuses_what_it_should_on_each_machine(machine: str, alone: int | None) -> None:
    calls, program = CALLS[machine], seccomp.assemble(machine, alone)
    ask = functools.partial(decide, program, calls.audit)
    in_a_world_of_its_own = ALLOW if alone is None else REFUSED
    assert decide(program, 0x40000003, calls.read) == KILL, "the calls of another machine"
    assert ask(calls.read) == ALLOW
    assert ask(calls.mount) == REFUSED
    assert ask(435) == MISSING, "clone3"
    assert ask(calls.clone, 0x3D0F00) == ALLOW, "a thread"
    assert ask(calls.clone, 0x10000000 | 17) == REFUSED, "a user namespace"
    assert ask(calls.clone, 17) == in_a_world_of_its_own, "a process"
    assert ask(calls.socket, socket.AF_UNIX) == in_a_world_of_its_own
    assert ask(calls.socket, socket.AF_INET) == REFUSED
    assert ask(calls.kill, 77) == ALLOW
    assert ask(calls.kill, 78) == in_a_world_of_its_own
    assert ask(calls.prctl, 15) == ALLOW, "a thread's name"
    assert ask(calls.prctl, 1) == REFUSED, "PR_SET_PDEATHSIG"
    assert ask(calls.chmod) == in_a_world_of_its_own


def test_calls_by_the_numbers_of_x32_are_killed() -> None:
    program = seccomp.assemble("x86_64", None)
    assert decide(program, 0xC000003E, 0x40000000 | 165) == KILL


def test_on_an_unknown_machine_there_is_no_filter_and_the_error_says_so() -> None:
    with pytest.raises(OSError, match="no table of system calls for riscv64"):
        seccomp.assemble("riscv64", None)


@pytest.mark.parametrize("column", [0, 1], ids=["x86_64", "aarch64"])
def test_no_system_call_is_listed_twice(column: int) -> None:
    numbers = [pair[column] for pair in denied.ALWAYS + denied.WITHOUT_NAMESPACES if pair[column] is not None]
    assert len(numbers) == len(set(numbers))
