"""What a run may use of the machine, by the limits that every Unix has."""

import os
import resource
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dojo.worker import kernel

_STACK = 8 << 20
_UNUSED_USERS = 1_000_000_000


@dataclass(frozen=True)
class Limits:
    """Memory, seconds, and descriptors count for each of a run's processes by itself."""

    memory: int = 4 << 30
    """Bytes of address space beyond what is mapped at its start."""
    cpu: int = 60
    """Seconds; the process is killed then."""
    file_size: int = 64 << 20
    """Bytes."""
    open_files: int = 256
    processes: int = 64
    """With threads: in the full tier of all runs of one spawner together, in the others beyond those that the user has
    anyway, which for root are none."""


def impose(limits: Limits, others: int | None) -> None:
    """Limit this process and its children, for good; a limit that is lower already stays.

    Args:
        limits: what it may use.
        others: how many processes and threads of the same user are none of the run's; None: do not limit processes.
    """
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, kernel.mapped_bytes() + limits.memory)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")  # the first to go where memory is short all the same
    _limit(resource.RLIMIT_CPU, limits.cpu)
    _limit(resource.RLIMIT_FSIZE, limits.file_size)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_STACK, _STACK)
    if others is not None:
        _limit(resource.RLIMIT_NPROC, limits.processes + others)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def count_alone() -> None:
    """Give root another real user, with no processes yet: the limit on processes does not bind root, but that user.

    Files go by the effective user, who stays. A program that is executed under "no new privileges" becomes that user.
    """
    with suppress(OSError):  # in a container that has no such user: there root's processes stay without a limit
        os.setresuid(_UNUSED_USERS + os.getpid(), -1, -1)


def count_tasks() -> int:
    """Return how many processes and threads of this user there are, where /proc tells."""
    user, tasks = os.geteuid(), 0
    for process in os.scandir("/proc"):
        if process.name.isdecimal():
            with suppress(OSError):  # it has ended
                if process.stat().st_uid == user:
                    tasks += Path(process.path, "task").stat().st_nlink - 2
    return tasks
