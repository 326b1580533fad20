"""How a run ended."""

import os
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

from dojo.worker import scratch
from dojo.worker.kernel import ABORTED

_UNIT = 1 if sys.platform == "darwin" else 1024
"""Of ru_maxrss, in bytes."""


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what its first process used."""

    code: int | None
    """The exit status; None where a signal ended it."""
    signal: int | None
    """SIGABRT also where the exit status was 6: see kernel.exit_on_abort."""
    memory: int
    """Bytes of memory at most, with what it shared with the process that it was forked from."""
    cpu: float
    """Seconds, with those of children that it waited for."""
    killed: bool
    """It had not ended when the time was up."""


def kill(pid: int) -> None:
    """Kill a run that has not been reaped, with all that it started; in the limits tier, with what is in its group."""
    with suppress(ProcessLookupError, PermissionError):  # macOS: a group of the dead alone
        os.killpg(pid, signal.SIGKILL)


def reap(pid: int, timeout: float) -> Ended:
    """Wait at most `timeout` seconds for a run to end, kill what is left of it, and return how it ended.

    In the full tier nothing of it is alive when this returns: the kernel ends a namespace before its first process.
    """
    in_time = _wait(pid, timeout)
    kill(pid)
    _, status, used = os.wait4(pid, 0)
    scratch.remove_of(pid)
    code = os.waitstatus_to_exitcode(status)
    if code == ABORTED:
        code = -signal.SIGABRT
    return Ended(
        code=code if code >= 0 else None,
        signal=-code if code < 0 else None,
        memory=used.ru_maxrss * _UNIT,
        cpu=used.ru_utime + used.ru_stime,
        killed=not in_time,
    )


def reap_all() -> None:
    """Kill and reap all runs that work in a folder of this machine's, so that none stays behind."""
    for pid in scratch.owners():
        reap(pid, 0.0)


def _wait(pid: int, timeout: float) -> bool:
    """Whether a process ends in time. It stays to be reaped, and its number is not given away."""
    if sys.platform == "linux":
        with suppress(OSError):  # before Linux 5.3
            descriptor = os.pidfd_open(pid)
            try:
                poll = select.poll()
                poll.register(descriptor, select.POLLIN)
                return bool(poll.poll(max(0.0, timeout) * 1000))
            finally:
                os.close(descriptor)
    until = time.monotonic() + timeout
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() >= until:
            return False
        time.sleep(0.001)
    return True
