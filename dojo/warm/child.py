"""A run beside the tests, in a process of its own: forked ahead of time, rehearsed, and gone after the run."""

import dataclasses
import os
import resource
import socket
from pathlib import Path
from typing import Any, NoReturn

import dojo
from dojo.ask import Ask
from dojo.model import Check, Kata
from dojo.run import Collected
from dojo.source import Source
from dojo.warm.lifetime import end_with
from dojo.warm.lines import Lines
from dojo.worker import kernel

MEMORY = 8 << 30
"""Bytes of address space beyond what is mapped, so that a list without end is a MemoryError and not a dead machine."""
PROCESSOR_TIME = 600
"""Seconds."""


class Nothing(Source):
    """A source whose module has no names: tests against it run up to their first call."""

    def layers(self, kata: Kata) -> tuple[Path, ...]:  # noqa: ARG002  it is the same for all
        """Return a file without content."""
        return (Path(str(dojo.__file__)),)


@dataclasses.dataclass
class Child:
    """A forked process that waits for its order."""

    pid: int
    lines: Lines
    kata: Kata


def fork(collected: Collected, kata: Kata) -> Child:
    """Fork a process that rehearses a kata's tests and then waits for its order."""
    ours, theirs = socket.socketpair()
    owner = os.getpid()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _live(collected, kata, theirs, owner)
    theirs.close()
    return Child(pid, Lines(ours), kata)


def _live(collected: Collected, kata: Kata, sock: socket.socket, owner: int) -> NoReturn:
    code = 1
    try:
        end_with(owner)
        os.setsid()
        silence()
        _limit()
        rehearse(collected, kata)
        lines = Lines(sock)
        order = lines.receive()
        if order is not None:
            obey(collected, kata, order, lines)
        code = 0
    finally:
        os._exit(code)


def silence() -> None:
    """Keep what this process writes below Python out of its owner's terminal; what Python prints is captured."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_TIME, hard))
    if Path("/proc/self/statm").exists():
        resource.setrlimit(resource.RLIMIT_AS, (kernel.mapped_bytes() + MEMORY, resource.RLIM_INFINITY))


def rehearse(collected: Collected, kata: Kata) -> None:
    """Run the tests once, so that the memory which a run writes to is this process's own before it is timed.

    With the solution, or where there is none up to the tests' first call.
    """
    solved = Source(kata.root, kata.root / "solutions")
    ask = Ask(solved if kata.solution.is_file() else Nothing(kata.root, kata.root))
    for item in collected.ordered(kata, ask):
        collected.check(item, ask)


def obey(collected: Collected, kata: Kata, order: dict[str, Any], lines: Lines) -> None:
    """Run the tests that are ordered, tell each verdict, and at last which known mistakes explain the failures."""
    ask = Ask.from_plain(order["ask"])
    checks = [Check.from_plain(plain) for plain in order["before"]]
    items = {item.nodeid: item for item in collected.ordered(kata, ask)}
    for test in order["tests"]:
        lines.send({"begins": test})
        checks.append(collected.check(items[test], ask))
        lines.send({"check": dataclasses.asdict(checks[-1])})
        if ask.fail_fast and checks[-1].outcome != "passed":
            break
    lines.send({"begins": ""})
    for diagnosis in collected.diagnose(kata, checks, ask) if order["diagnose"] else []:
        lines.send({"diagnosis": dataclasses.asdict(diagnosis)})
    lines.send({"done": True})
