"""What a process and all that it has started hold of the machine."""

import threading
import time
from contextlib import suppress
from pathlib import Path

EVERY = 1.0
"""Seconds between two looks: each look stops the processes for some milliseconds."""


def family(pid: int) -> list[int]:
    """Return a process and its descendants, also those that its threads have started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def megabytes(pids: list[int]) -> float:
    """Return what processes have of memory that is no file's; what they share is counted once."""
    kilobytes = 0
    for pid in pids:
        with suppress(OSError):  # it has ended
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
    return kilobytes / 1024


class Watch(threading.Thread):
    """Looks at a process and its descendants until it has ended."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.ended = pid, threading.Event()
        self.all: list[float] = []
        """Megabytes of all of them, at each look."""
        self.own: list[float] = []
        """Megabytes of the process itself."""

    def run(self) -> None:
        """Look."""
        while not self.ended.wait(EVERY):
            self.own.append(megabytes([self.pid]))
            self.all.append(megabytes(family(self.pid)))

    def stop(self) -> None:
        """Look no more."""
        self.ended.set()
        self.join()


def until_gone(pids: list[int], patience: float) -> list[int]:
    """Wait so long for processes to end, and return those that have not."""
    until = time.monotonic() + patience
    while (left := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
