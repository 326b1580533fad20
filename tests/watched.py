"""`dojo watch` as a person has it: in a terminal, or with its output in a pipe."""

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
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.tiny import ROOT

PATIENCE = 60.0
"""Seconds after which something has gone wrong, also on a machine that does much else."""
COMMAND = (sys.executable, "-m", "dojo.cli")


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment for a program in another folder, with a terminal's own size."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "TERM": "xterm", **more}


class Watched:
    """A program in a terminal of its own. Leaving kills it, if it is still there."""

    def __init__(
        self, folder: Path, arguments: Sequence[str], columns: int = 100, rows: int = 30, alone: bool = False
    ) -> None:
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows)
        self.screen = ""
        """All that was written since the last `until` found what it looked for."""
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(),
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            process_group=None if alone else 0,  # a job, as a shell has it, which can be stopped
            start_new_session=alone,
        )

    def __enter__(self) -> "Watched":
        """Return this."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Kill the program and close the terminal."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; without a controlling terminal nobody tells the program."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def until(self, pattern: str) -> str:
        """Return what is written up to the end of a pattern, without colours. What comes later is read next time."""
        limit = time.monotonic() + PATIENCE
        while (found := re.search(pattern, self.screen, re.DOTALL)) is None:
            self._read(limit, pattern)
        seen, self.screen = self.screen[: found.end()], self.screen[found.end() :]
        return seen

    def _read(self, limit: float, pattern: str) -> None:
        if not select.select([self.master], [], [], max(limit - time.monotonic(), 0))[0]:
            raise AssertionError(f"waited in vain for {pattern!r} after {self.screen!r}")
        self.screen = re.sub(r"\x1b\[[0-9;]*m", "", self.screen + os.read(self.master, 1 << 16).decode())

    @property
    def takes_lines(self) -> bool:
        """Whether the terminal is in the mode in which a shell leaves it: whole lines, and what is typed is shown."""
        return bool(termios.tcgetattr(self.slave)[3] & termios.ICANON)

    def stop(self) -> bool:
        """Send what Ctrl-Z sends, and return whether the program then stops."""
        self.process.send_signal(signal.SIGTSTP)
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            pid, status = os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG)
            if pid:
                return os.WIFSTOPPED(status)
            time.sleep(0.01)
        return False

    def end(self, number: signal.Signals | None = None) -> int:
        """Send a signal if there is one, and return the exit code."""
        if number is not None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def descendants(pid: int) -> list[int]:
    """Return the processes below a process; none where /proc does not tell."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in children.read_text().split()]
    return [*found, *(below for child in found for below in descendants(child))]


def living(pids: Sequence[int]) -> list[int]:
    """Return the processes of these that are still at work, after a while in which they may end."""
    limit = time.monotonic() + 5.0
    while (left := [pid for pid in pids if _lives(pid)]) and time.monotonic() < limit:
        time.sleep(0.01)
    return left


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
