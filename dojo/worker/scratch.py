"""A folder of its own for each run that has no root folder of its own, for the time of the run.

Who spawned the run removes it, at the latest when its own owner has ended; it stays behind where it is killed before.
"""

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

_of: dict[int, Path] = {}


def make() -> Path:
    """Make a folder that its owner alone may enter."""
    return Path(tempfile.mkdtemp(prefix="dojo-"))


def move_to(folder: Path) -> None:
    """Let this process work there, and keep there what is temporary."""
    os.chdir(folder)
    os.environ.update(HOME=str(folder), TMPDIR=str(folder))
    tempfile.tempdir = None  # it may have been chosen before


def goes_with(pid: int, folder: Path) -> None:
    """Let a folder be removed when the run of that process is reaped."""
    _of[pid] = folder


def owners() -> list[int]:
    """Return the processes whose runs have a folder."""
    return list(_of)


def remove_of(pid: int) -> None:
    """Remove a run's folder, if it has one. The run must have ended: what lives on could fill it anew."""
    if pid in _of:
        remove(_of.pop(pid))


def remove(folder: Path) -> None:
    """Remove a folder with all that a run has left in it, however deep."""
    with suppress(OSError):
        folder.rmdir()
        return
    subprocess.run(["rm", "-rf", "--", folder], check=False, stdin=subprocess.DEVNULL, capture_output=True)
