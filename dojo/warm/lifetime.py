"""Processes that do not outlive whom they work for."""

import os
import signal
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from dojo.worker import kernel


def end_with(owner: int) -> None:
    """Let this process be killed when its parent ends. Where there is no such service (macOS), it reads to its end.

    Args:
        owner: the pid that the parent should have; if it is gone already, this process ends at once.
    """
    if sys.platform == "linux":
        kernel.control("PR_SET_PDEATHSIG", kernel.SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != owner:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of what children leave behind, so that it can be found."""
    if sys.platform == "linux":
        kernel.control("PR_SET_CHILD_SUBREAPER", kernel.SET_SUBREAPER, 1)


def kill_children_but(kept: Collection[int], patience: float = 2.0) -> None:
    """Kill every child of this process but some, and what those leave to it, until none is left."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = [pid for pid in _children() if pid not in kept]
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children() -> list[int]:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in children.read_text().split()] if children.exists() else []
