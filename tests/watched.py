"""`dojo watch` as a person has it: in a terminal, or with its output in a pipe."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.tiny import ROOT

PATIENCE = 60.0
"""Seconds after which something has gone wrong, also on a machine that does much else."""
PAUSE = 0.02
"""Seconds between two looks at what is waited for."""
COMMAND = (sys.executable, "-m", "dojo.cli")


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment for a program in another folder, with a terminal's own size."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "TERM": "xterm", **more}


class Program:
    """A program whose output is read as it comes. Leaving kills it, if it is still there.

    Args:
        process: the program.
        output: where to read what it writes.
        also: other descriptors to close at the end.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", output: int, *also: int) -> None:
        self.process, self.output = process, output
        self.said = ""
        """All that was written since the last `until` found what it looked for."""
        self._descriptors = [output, *also]
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def __enter__(self) -> Self:
        """Return this."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Kill the program and close what it writes to."""
        self.process.kill()
        self.process.wait()
        for descriptor in self._descriptors:
            os.close(descriptor)

    def until(self, pattern: str) -> str:
        """Return what is written up to the end of a pattern, without colours. What comes later is read next time."""
        while (found := re.search(pattern, self.said, re.DOTALL)) is None:
            if not comes_true(self._has_written, 0.0) or not self._read():
                raise AssertionError(f"waited in vain for {pattern!r} after {self.said!r}")
        seen, self.said = self.said[: found.end()], self.said[found.end() :]
        return seen

    def rest(self) -> str:
        """Return what is written up to the end."""
        while self._read():
            pass
        return self.said

    def _has_written(self) -> bool:
        return bool(select.select([self.output], [], [], PAUSE)[0])

    def _read(self) -> bool:
        more = os.read(self.output, 1 << 16)
        self.said = re.sub(r"\x1b\[[0-9;]*m", "", self.said + self._decoder.decode(more))
        return bool(more)

    def end(self, number: signal.Signals | None = None) -> int:
        """Send a signal if there is one, and return the exit code."""
        if number is not None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


class Piped(Program):
    """A program with its input and output in pipes, and no characters but those of ASCII."""

    def __init__(self, folder: Path, arguments: Sequence[str]) -> None:
        output, theirs = os.pipe()
        its_input, self.input = os.pipe()
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored here is ignored there
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(PYTHONIOENCODING="ascii"),
            stdin=its_input,
            stdout=theirs,
            stderr=theirs,
        )
        signal.signal(signal.SIGINT, before)
        os.close(theirs)
        os.close(its_input)
        super().__init__(process, output, self.input)

    def close(self, descriptor: int) -> None:
        """Close this side of its input or output."""
        self._descriptors.remove(descriptor)
        os.close(descriptor)


class Watched(Program):
    """A program in a terminal of its own."""

    def __init__(
        self, folder: Path, arguments: Sequence[str], columns: int = 100, rows: int = 30, alone: bool = False
    ) -> None:
        master, self.slave = pty.openpty()
        _resize(master, columns, rows)
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(),
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            process_group=None if alone else 0,  # a job, as a shell has it, which can be stopped
            start_new_session=alone,
        )
        super().__init__(process, master, self.slave)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; without a controlling terminal nobody tells the program."""
        _resize(self.output, columns, rows)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.output, keys.encode())

    @property
    def takes_lines(self) -> bool:
        """Whether the terminal is in the mode in which a shell leaves it: whole lines, and what is typed is shown."""
        return bool(termios.tcgetattr(self.slave)[3] & termios.ICANON)

    def stop(self) -> bool:
        """Send what Ctrl-Z sends, and return whether the program then stops."""
        self.process.send_signal(signal.SIGTSTP)
        return comes_true(lambda: os.WIFSTOPPED(os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG)[1]))


def _resize(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def comes_true(what: Callable[[], bool], pause: float = PAUSE) -> bool:
    """Whether something comes true, after a while that is counted in pauses: a machine that stands still adds none."""
    for _ in range(round(PATIENCE / PAUSE)):
        if what():
            return True
        time.sleep(pause)
    return False


def descendants(pid: int) -> list[int]:
    """Return the processes below a process; none where /proc does not tell."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in children.read_text().split()]
    return [*found, *(below for child in found for below in descendants(child))]


def living(pids: Sequence[int]) -> list[int]:
    """Return the processes of these that are still at work, after a while in which they may end."""
    comes_true(lambda: not any(map(_lives, pids)))
    return [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
